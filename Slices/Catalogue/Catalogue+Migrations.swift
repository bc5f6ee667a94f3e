import Storage

extension CatalogueSlice {
    package static let migrations = [
        Migration(
            "Catalogue 001 businesses",
            """
            CREATE TABLE businesses (
                id BIGINT NOT NULL PRIMARY KEY,
                slug TEXT NOT NULL UNIQUE,
                name TEXT NOT NULL,
                description TEXT,
                category TEXT,
                email TEXT,
                phone TEXT,
                address TEXT,
                location TEXT,
                zone TEXT NOT NULL,
                currency TEXT NOT NULL,
                language TEXT NOT NULL,
                is_verified BIGINT NOT NULL DEFAULT 0 CHECK (is_verified IN (0, 1)),
                is_active BIGINT NOT NULL DEFAULT 1 CHECK (is_active IN (0, 1)),
                revision BIGINT NOT NULL DEFAULT 1,
                archived_at BIGINT,
                created_at BIGINT NOT NULL,
                updated_at BIGINT NOT NULL)
            """,
            """
            CREATE TABLE members (
                business_id BIGINT NOT NULL REFERENCES businesses (id),
                user_id BIGINT NOT NULL REFERENCES users (id),
                role TEXT NOT NULL CHECK (role IN ('owner', 'manager', 'staff', 'viewer')),
                created_at BIGINT NOT NULL,
                PRIMARY KEY (business_id, user_id))
            """,
            "CREATE INDEX members_user ON members (user_id, business_id)",
            """
            CREATE TABLE booking_settings (
                business_id BIGINT NOT NULL PRIMARY KEY REFERENCES businesses (id),
                requires_approval BIGINT NOT NULL CHECK (requires_approval IN (0, 1)),
                auto_approve_returning_clients BIGINT NOT NULL CHECK (auto_approve_returning_clients IN (0, 1)),
                buffer_before_minutes BIGINT NOT NULL CHECK (buffer_before_minutes BETWEEN 0 AND 1440),
                buffer_time_minutes BIGINT NOT NULL CHECK (buffer_time_minutes BETWEEN 0 AND 1440),
                booking_expiry_hours BIGINT NOT NULL CHECK (booking_expiry_hours BETWEEN 1 AND 720),
                is_active BIGINT NOT NULL CHECK (is_active IN (0, 1)),
                max_advance_booking_days BIGINT NOT NULL CHECK (max_advance_booking_days BETWEEN 1 AND 3650),
                min_advance_booking_hours BIGINT NOT NULL CHECK (min_advance_booking_hours BETWEEN 0 AND 8760),
                full_refund_hours BIGINT NOT NULL CHECK (full_refund_hours BETWEEN 0 AND 8760),
                half_refund_hours BIGINT NOT NULL CHECK (half_refund_hours BETWEEN 0 AND 8760))
            """),
        Migration(
            "Catalogue 002 resources and offerings",
            """
            CREATE TABLE resources (
                business_id BIGINT NOT NULL REFERENCES businesses (id),
                id BIGINT NOT NULL,
                kind TEXT NOT NULL CHECK (kind IN ('person', 'room', 'equipment', 'unit', 'seats')),
                name TEXT NOT NULL,
                description TEXT,
                capacity BIGINT NOT NULL CHECK (capacity BETWEEN 1 AND 100000),
                room_kind TEXT,
                hourly_rate BIGINT,
                metadata TEXT NOT NULL,
                is_active BIGINT NOT NULL CHECK (is_active IN (0, 1)),
                archived_at BIGINT,
                created_at BIGINT NOT NULL,
                updated_at BIGINT NOT NULL,
                PRIMARY KEY (business_id, id))
            """,
            """
            CREATE TABLE offerings (
                business_id BIGINT NOT NULL REFERENCES businesses (id),
                id BIGINT NOT NULL,
                kind TEXT NOT NULL CHECK (kind IN ('appointment', 'room', 'course', 'stay')),
                name TEXT NOT NULL,
                description TEXT,
                duration_minutes BIGINT NOT NULL CHECK (duration_minutes BETWEEN 5 AND 1440),
                step_minutes BIGINT NOT NULL CHECK (step_minutes BETWEEN 5 AND 1440),
                price BIGINT NOT NULL CHECK (price >= 0),
                buffer_before_minutes BIGINT CHECK (buffer_before_minutes BETWEEN 0 AND 1440),
                buffer_time_minutes BIGINT CHECK (buffer_time_minutes BETWEEN 0 AND 1440),
                requires_approval BIGINT CHECK (requires_approval IN (0, 1)),
                is_active BIGINT NOT NULL CHECK (is_active IN (0, 1)),
                archived_at BIGINT,
                created_at BIGINT NOT NULL,
                updated_at BIGINT NOT NULL,
                PRIMARY KEY (business_id, id))
            """,
            """
            CREATE TABLE offering_needs (
                business_id BIGINT NOT NULL,
                offering_id BIGINT NOT NULL,
                position BIGINT NOT NULL,
                resource_id BIGINT NOT NULL,
                PRIMARY KEY (business_id, offering_id, position, resource_id),
                FOREIGN KEY (business_id, offering_id) REFERENCES offerings (business_id, id),
                FOREIGN KEY (business_id, resource_id) REFERENCES resources (business_id, id))
            """),
        Migration(
            "Catalogue 003 terms of offerings, seats",
            """
            ALTER TABLE offerings ADD COLUMN pricing TEXT NOT NULL DEFAULT 'per_person'
                CHECK (pricing IN ('per_person', 'per_booking', 'per_hour'))
            """,
            "ALTER TABLE offerings ADD COLUMN min_duration_minutes BIGINT",
            "ALTER TABLE offerings ADD COLUMN max_duration_minutes BIGINT",
            "ALTER TABLE offerings ADD COLUMN duration_step_minutes BIGINT",
            "ALTER TABLE offerings ADD COLUMN max_party BIGINT NOT NULL DEFAULT 1 CHECK (max_party BETWEEN 1 AND 1000)",
            "ALTER TABLE offerings ADD COLUMN asks_names BIGINT NOT NULL DEFAULT 0 CHECK (asks_names IN (0, 1))",
            "ALTER TABLE offerings ADD COLUMN questions TEXT NOT NULL DEFAULT '[]'",
            """
            ALTER TABLE offerings ADD COLUMN assignment TEXT NOT NULL DEFAULT 'fewest'
                CHECK (assignment IN ('fewest', 'in_turn'))
            """,
            "ALTER TABLE offerings ADD COLUMN lets_choose BIGINT NOT NULL DEFAULT 0 CHECK (lets_choose IN (0, 1))",
            "ALTER TABLE offerings ADD COLUMN booking_deadline_hours BIGINT",
            "ALTER TABLE offerings ADD COLUMN no_show_minutes BIGINT",
            """
            ALTER TABLE booking_settings ADD COLUMN reschedule_notice_hours BIGINT NOT NULL DEFAULT 2
                CHECK (reschedule_notice_hours BETWEEN 0 AND 8760)
            """,
            // How much of `seats` is claimed: their claims all overlap, so a counter decides, in one update.
            """
            ALTER TABLE resources ADD COLUMN claimed BIGINT NOT NULL DEFAULT 0
                CHECK (claimed >= 0 AND (kind <> 'seats' OR claimed <= capacity))
            """,
            "CREATE UNIQUE INDEX resources_id ON resources (id)",
            """
            CREATE INDEX resources_named ON resources (business_id, kind, name, id)
            WHERE kind <> 'seats' AND archived_at IS NULL
            """),
        Migration(
            "Catalogue 004 images",
            """
            CREATE TABLE images (
                business_id BIGINT NOT NULL REFERENCES businesses (id),
                id BIGINT NOT NULL,
                subject_kind TEXT NOT NULL CHECK (subject_kind IN ('business', 'offering', 'resource')),
                subject_id BIGINT NOT NULL,
                position BIGINT NOT NULL,
                alt TEXT,
                width BIGINT NOT NULL CHECK (width BETWEEN 1 AND 1600),
                height BIGINT NOT NULL CHECK (height BETWEEN 1 AND 1600),
                hash TEXT NOT NULL,
                created_at BIGINT NOT NULL,
                PRIMARY KEY (business_id, id))
            """,
            "CREATE INDEX images_subject ON images (business_id, subject_kind, subject_id, position)",
            """
            CREATE TABLE image_files (
                business_id BIGINT NOT NULL,
                image_id BIGINT NOT NULL,
                size TEXT NOT NULL CHECK (size IN ('card', 'large')),
                content BYTEA NOT NULL,
                PRIMARY KEY (business_id, image_id, size),
                FOREIGN KEY (business_id, image_id) REFERENCES images (business_id, id))
            """),
        Migration(
            "Catalogue 005 locations",
            """
            CREATE TABLE locations (
                business_id BIGINT NOT NULL REFERENCES businesses (id),
                id BIGINT NOT NULL,
                name TEXT NOT NULL,
                address TEXT,
                town TEXT,
                directions TEXT,
                is_active BIGINT NOT NULL CHECK (is_active IN (0, 1)),
                archived_at BIGINT,
                created_at BIGINT NOT NULL,
                updated_at BIGINT NOT NULL,
                PRIMARY KEY (business_id, id))
            """,
            "CREATE UNIQUE INDEX locations_id ON locations (id)",
            "ALTER TABLE resources ADD COLUMN location_id BIGINT REFERENCES locations (id)"),
        Migration(
            "Catalogue 008 offerings at all locations",
            """
            ALTER TABLE offerings ADD COLUMN locations TEXT NOT NULL DEFAULT 'one' CHECK (locations IN ('one', 'all'))
            """),
        Migration(
            "Catalogue 009 clients check themselves in",
            "ALTER TABLE offerings ADD COLUMN self_check_in BIGINT NOT NULL DEFAULT 0 CHECK (self_check_in IN (0, 1))"),
        Migration(
            "Catalogue 010 overbooked seats",
            // Beside `claimed`, which stays within the capacity: what was let in beyond it.
            "ALTER TABLE resources ADD COLUMN overbooked BIGINT NOT NULL DEFAULT 0 CHECK (overbooked >= 0)"),
    ]
}
