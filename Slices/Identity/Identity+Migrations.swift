import Storage

extension IdentitySlice {
    package static let migrations = [
        Migration(
            "Identity 001 accounts",
            """
            CREATE TABLE users (
                id BIGINT NOT NULL PRIMARY KEY,
                username TEXT NOT NULL UNIQUE,
                email TEXT NOT NULL UNIQUE,
                name TEXT NOT NULL,
                password TEXT NOT NULL,
                role TEXT NOT NULL CHECK (role IN ('user', 'admin')),
                created_at BIGINT NOT NULL,
                updated_at BIGINT NOT NULL)
            """,
            """
            CREATE TABLE sessions (
                token_hash TEXT NOT NULL PRIMARY KEY,
                user_id BIGINT NOT NULL REFERENCES users (id),
                form_token TEXT NOT NULL,
                address TEXT NOT NULL,
                agent TEXT NOT NULL,
                created_at BIGINT NOT NULL,
                expires_at BIGINT NOT NULL)
            """,
            "CREATE INDEX sessions_user ON sessions (user_id)",
            """
            CREATE TABLE refresh_tokens (
                token_hash TEXT NOT NULL PRIMARY KEY,
                user_id BIGINT NOT NULL REFERENCES users (id),
                family BIGINT NOT NULL,
                used_at BIGINT,
                created_at BIGINT NOT NULL,
                expires_at BIGINT NOT NULL)
            """,
            "CREATE INDEX refresh_tokens_family ON refresh_tokens (family)",
            """
            CREATE TABLE signing_keys (
                name TEXT NOT NULL PRIMARY KEY,
                value TEXT NOT NULL,
                created_at BIGINT NOT NULL)
            """),
        Migration(
            "Identity 002 events",
            """
            CREATE TABLE events (
                business_id BIGINT NOT NULL,
                id BIGINT NOT NULL,
                action TEXT NOT NULL,
                actor TEXT NOT NULL,
                subject TEXT NOT NULL,
                details TEXT NOT NULL,
                address TEXT NOT NULL,
                agent TEXT NOT NULL,
                at BIGINT NOT NULL,
                position BIGINT,
                hash TEXT,
                PRIMARY KEY (business_id, id))
            """,
            "CREATE INDEX events_subject ON events (business_id, subject, id)",
            "CREATE INDEX events_unsealed ON events (business_id, id) WHERE position IS NULL",
            "CREATE UNIQUE INDEX events_position ON events (business_id, position) WHERE position IS NOT NULL",
            """
            CREATE TABLE event_chains (
                business_id BIGINT NOT NULL PRIMARY KEY,
                position BIGINT NOT NULL,
                hash TEXT NOT NULL)
            """),
    ]
}
