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
        Migration(
            "Identity 003 profiles and sessions",
            "ALTER TABLE users ADD COLUMN email_verified_at BIGINT",
            "ALTER TABLE users ADD COLUMN language TEXT",
            "ALTER TABLE users ADD COLUMN zone TEXT",
            "ALTER TABLE users ADD COLUMN booking_mails BIGINT NOT NULL DEFAULT 1 CHECK (booking_mails IN (0, 1))",
            "ALTER TABLE users ADD COLUMN login_mails BIGINT NOT NULL DEFAULT 1 CHECK (login_mails IN (0, 1))",
            "ALTER TABLE users ADD COLUMN deactivated_at BIGINT",
            // Whoever was logged in before logs in again: a token now belongs to a session that can be listed and ended.
            "DROP TABLE refresh_tokens",
            "DROP TABLE sessions",
            """
            CREATE TABLE sessions (
                id BIGINT NOT NULL PRIMARY KEY,
                user_id BIGINT NOT NULL REFERENCES users (id),
                token_hash TEXT UNIQUE,
                form_token TEXT,
                address TEXT NOT NULL,
                agent TEXT NOT NULL,
                created_at BIGINT NOT NULL,
                used_at BIGINT NOT NULL,
                expires_at BIGINT NOT NULL,
                CHECK ((token_hash IS NULL) = (form_token IS NULL)))
            """,
            "CREATE INDEX sessions_user ON sessions (user_id)",
            """
            CREATE TABLE refresh_tokens (
                token_hash TEXT NOT NULL PRIMARY KEY,
                session_id BIGINT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
                used_at BIGINT,
                created_at BIGINT NOT NULL,
                expires_at BIGINT NOT NULL)
            """,
            "CREATE INDEX refresh_tokens_session ON refresh_tokens (session_id)"),
        Migration(
            "Identity 004 trust",
            """
            CREATE TABLE attempts (
                key TEXT NOT NULL PRIMARY KEY,
                failures BIGINT NOT NULL CHECK (failures >= 0),
                last_at BIGINT NOT NULL,
                free_at BIGINT NOT NULL)
            """,
            "CREATE INDEX attempts_age ON attempts (last_at)",
            """
            CREATE TABLE known_devices (
                user_id BIGINT NOT NULL REFERENCES users (id),
                mark TEXT NOT NULL,
                used_at BIGINT NOT NULL,
                PRIMARY KEY (user_id, mark))
            """,
            """
            CREATE TABLE mailed_tokens (
                token_hash TEXT NOT NULL PRIMARY KEY,
                user_id BIGINT NOT NULL REFERENCES users (id),
                purpose TEXT NOT NULL CHECK (purpose IN ('verify', 'reset', 'email_old', 'email_new')),
                created_at BIGINT NOT NULL,
                expires_at BIGINT NOT NULL)
            """,
            "CREATE INDEX mailed_tokens_user ON mailed_tokens (user_id, purpose)",
            """
            CREATE TABLE email_changes (
                user_id BIGINT NOT NULL PRIMARY KEY REFERENCES users (id),
                old_email TEXT NOT NULL,
                new_email TEXT NOT NULL,
                old_confirmed BIGINT NOT NULL CHECK (old_confirmed IN (0, 1)),
                new_confirmed BIGINT NOT NULL CHECK (new_confirmed IN (0, 1)),
                done_at BIGINT,
                expires_at BIGINT NOT NULL)
            """),
        Migration(
            "Identity 005 second factor and API keys",
            """
            CREATE TABLE second_factors (
                user_id BIGINT NOT NULL PRIMARY KEY REFERENCES users (id),
                secret TEXT NOT NULL,
                confirmed_at BIGINT,
                last_step BIGINT NOT NULL,
                created_at BIGINT NOT NULL)
            """,
            """
            CREATE TABLE recovery_codes (
                user_id BIGINT NOT NULL REFERENCES users (id),
                code_hash TEXT NOT NULL,
                used_at BIGINT,
                PRIMARY KEY (user_id, code_hash))
            """,
            """
            CREATE TABLE login_challenges (
                token_hash TEXT NOT NULL PRIMARY KEY,
                user_id BIGINT NOT NULL REFERENCES users (id),
                tries BIGINT NOT NULL,
                created_at BIGINT NOT NULL,
                expires_at BIGINT NOT NULL)
            """,
            "CREATE INDEX login_challenges_user ON login_challenges (user_id)",
            """
            CREATE TABLE api_keys (
                id BIGINT NOT NULL PRIMARY KEY,
                user_id BIGINT NOT NULL REFERENCES users (id),
                token_hash TEXT NOT NULL UNIQUE,
                name TEXT NOT NULL,
                tail TEXT NOT NULL,
                scopes TEXT NOT NULL,
                created_at BIGINT NOT NULL,
                expires_at BIGINT NOT NULL,
                used_at BIGINT,
                used_address TEXT)
            """,
            "CREATE INDEX api_keys_user ON api_keys (user_id)"),
        // The chain is sealed anew, over hashes that outlive what they are of (decision 0010).
        Migration(
            "Identity 006 events that forget",
            "ALTER TABLE events ADD COLUMN details_salt TEXT",
            "ALTER TABLE events ADD COLUMN details_hash TEXT",
            "ALTER TABLE events ADD COLUMN origin_salt TEXT",
            "ALTER TABLE events ADD COLUMN origin_hash TEXT",
            "UPDATE events SET position = NULL, hash = NULL",
            "DELETE FROM event_chains",
            "ALTER TABLE users ADD COLUMN erased_at BIGINT"),
        Migration(
            "Identity 007 challenges",
            """
            CREATE TABLE spent_challenges (
                nonce TEXT NOT NULL PRIMARY KEY,
                ends_at BIGINT NOT NULL
            )
            """,
            "CREATE INDEX spent_challenges_end ON spent_challenges (ends_at)"),
        // Nothing ties them to the client, so an erasure would not find them. The chain holds without (decision 0010).
        Migration(
            "Identity 008 clients' codes and sign-ins, from anywhere",
            """
            UPDATE events SET address = '', agent = '', origin_salt = NULL WHERE business_id = 0
            AND action IN ('customer.code_requested', 'customer.signed_in', 'customer.signed_out')
            """,
            "CREATE INDEX events_from ON events (at) WHERE address <> '' OR agent <> ''",
            "CREATE INDEX events_address ON events (business_id, address) WHERE address <> ''",
            "CREATE INDEX events_actor ON events (actor) WHERE actor LIKE 'usr%'"),
    ]
}
