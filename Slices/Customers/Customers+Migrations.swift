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
        Migration(
            "Customers 003 consents, erasure, privacy settings",
            "ALTER TABLE customers ADD COLUMN erased_at BIGINT",
            "CREATE UNIQUE INDEX customers_id ON customers (id)",
            // Nothing in it changes: who takes a consent back adds a row that says so. business_id 0 is the platform, with a user.
            """
            CREATE TABLE consents (
                business_id BIGINT NOT NULL,
                id BIGINT NOT NULL,
                customer_id BIGINT,
                user_id BIGINT REFERENCES users (id),
                purpose TEXT NOT NULL,
                wording TEXT NOT NULL,
                language TEXT NOT NULL,
                is_given BIGINT NOT NULL CHECK (is_given IN (0, 1)),
                door TEXT NOT NULL CHECK (door IN ('form', 'api', 'staff', 'link', 'account')),
                created_at BIGINT NOT NULL,
                PRIMARY KEY (business_id, id),
                FOREIGN KEY (business_id, customer_id) REFERENCES customers (business_id, id),
                CHECK ((customer_id IS NULL) <> (user_id IS NULL)))
            """,
            "CREATE INDEX consents_customer ON consents (business_id, customer_id, id) WHERE customer_id IS NOT NULL",
            "CREATE INDEX consents_user ON consents (user_id, id) WHERE user_id IS NOT NULL",
            """
            CREATE TABLE privacy_settings (
                business_id BIGINT NOT NULL PRIMARY KEY REFERENCES businesses (id),
                asks_news BIGINT NOT NULL CHECK (asks_news IN (0, 1)),
                erase_after_months BIGINT CHECK (erase_after_months BETWEEN 1 AND 120),
                contact TEXT)
            """),
    ]
}
