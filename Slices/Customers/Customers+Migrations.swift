import Storage

extension CustomerSlice {
    package static let migrations = [
        Migration(
            "Customers 001 customers",
            """
            CREATE TABLE customers (
                business_id BIGINT NOT NULL REFERENCES businesses (id),
                id BIGINT NOT NULL,
                name TEXT NOT NULL,
                email TEXT,
                phone TEXT,
                created_at BIGINT NOT NULL,
                updated_at BIGINT NOT NULL,
                PRIMARY KEY (business_id, id),
                CHECK (email IS NOT NULL OR phone IS NOT NULL))
            """,
            "CREATE UNIQUE INDEX customers_email ON customers (business_id, email) WHERE email IS NOT NULL",
            "CREATE UNIQUE INDEX customers_phone_only ON customers (business_id, phone) WHERE email IS NULL",
            "CREATE INDEX customers_phone ON customers (business_id, phone) WHERE phone IS NOT NULL")
    ]
}
