import Storage

extension FederationSlice {
    /// Append-only: a released step never changes, what comes later is another step.
    package static let migrations = [
        Migration(
            "Federation 001 outside sign-ins",
            """
            CREATE TABLE outside_identities (
                id BIGINT NOT NULL PRIMARY KEY,
                user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
                provider TEXT NOT NULL,
                issuer TEXT NOT NULL,
                subject TEXT NOT NULL,
                label TEXT NOT NULL,
                created_at BIGINT NOT NULL,
                used_at BIGINT NOT NULL,
                UNIQUE (issuer, subject))
            """,
            "CREATE INDEX outside_identities_user ON outside_identities (user_id)",
            """
            CREATE TABLE sign_in_attempts (
                state_hash TEXT NOT NULL PRIMARY KEY,
                browser_hash TEXT NOT NULL,
                provider TEXT NOT NULL,
                user_id BIGINT REFERENCES users (id) ON DELETE CASCADE,
                next TEXT NOT NULL,
                expires_at BIGINT NOT NULL)
            """,
            "CREATE INDEX sign_in_attempts_age ON sign_in_attempts (expires_at)",
            """
            CREATE TABLE sign_in_offers (
                token_hash TEXT NOT NULL PRIMARY KEY,
                user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
                provider TEXT NOT NULL,
                issuer TEXT NOT NULL,
                subject TEXT NOT NULL,
                label TEXT NOT NULL,
                next TEXT NOT NULL,
                expires_at BIGINT NOT NULL)
            """,
            "CREATE INDEX sign_in_offers_age ON sign_in_offers (expires_at)")
    ]
}
