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
            "CREATE INDEX customers_phone ON customers (business_id, phone) WHERE phone IS NOT NULL"),
        // Codes and sessions are of an address, which may be known to several businesses.
        Migration(
            "Customers 002 codes and sessions",
            "CREATE INDEX customers_address ON customers (email) WHERE email IS NOT NULL",
            """
            CREATE TABLE customer_codes (
                id BIGINT PRIMARY KEY,
                token_hash TEXT NOT NULL UNIQUE,
                email TEXT NOT NULL,
                language TEXT NOT NULL,
                code_hash TEXT,
                tries BIGINT NOT NULL CHECK (tries >= 0),
                created_at BIGINT NOT NULL,
                expires_at BIGINT NOT NULL)
            """,
            "CREATE INDEX customer_codes_end ON customer_codes (expires_at)",
            """
            CREATE TABLE customer_sessions (
                id BIGINT PRIMARY KEY,
                token_hash TEXT NOT NULL UNIQUE,
                email TEXT NOT NULL,
                created_at BIGINT NOT NULL,
                expires_at BIGINT NOT NULL)
            """,
            "CREATE INDEX customer_sessions_end ON customer_sessions (expires_at)"),
    ]
}
