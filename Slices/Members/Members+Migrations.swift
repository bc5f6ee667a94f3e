import Catalogue
import Storage

extension MemberSlice {
    /// The names are from when the catalogue kept these tables: databases know a migration by its name.
    package static let migrations = [
        Migration(
            "Catalogue 006 roles with a second factor",
            """
            CREATE TABLE second_factor_rules (
                business_id BIGINT NOT NULL REFERENCES businesses (id),
                role TEXT NOT NULL CHECK (role IN ('owner', 'manager', 'staff', 'viewer')),
                PRIMARY KEY (business_id, role))
            """),
        Migration(
            "Catalogue 007 invitations, limits of members, suspension",
            """
            CREATE TABLE member_resources (
                business_id BIGINT NOT NULL,
                user_id BIGINT NOT NULL,
                resource_id BIGINT NOT NULL,
                PRIMARY KEY (business_id, user_id, resource_id),
                FOREIGN KEY (business_id, user_id) REFERENCES members (business_id, user_id),
                FOREIGN KEY (business_id, resource_id) REFERENCES resources (business_id, id))
            """,
            // The token's hash is there once its mail is written; the token itself stands in that mail alone.
            """
            CREATE TABLE invitations (
                business_id BIGINT NOT NULL REFERENCES businesses (id),
                id BIGINT NOT NULL,
                email TEXT NOT NULL,
                role TEXT NOT NULL CHECK (role IN ('owner', 'manager', 'staff', 'viewer')),
                resource_ids TEXT NOT NULL,
                token_hash TEXT,
                invited_by BIGINT NOT NULL REFERENCES users (id),
                created_at BIGINT NOT NULL,
                sent_at BIGINT NOT NULL,
                expires_at BIGINT NOT NULL,
                accepted_by BIGINT REFERENCES users (id),
                accepted_at BIGINT,
                withdrawn_at BIGINT,
                PRIMARY KEY (business_id, id),
                CHECK (accepted_at IS NULL OR withdrawn_at IS NULL))
            """,
            "CREATE UNIQUE INDEX invitations_token ON invitations (token_hash) WHERE token_hash IS NOT NULL",
            """
            CREATE UNIQUE INDEX invitations_open ON invitations (business_id, email)
            WHERE accepted_at IS NULL AND withdrawn_at IS NULL
            """,
            // By the platform: the owner can't undo it.
            "ALTER TABLE businesses ADD COLUMN suspended_at BIGINT"),
    ]
}
