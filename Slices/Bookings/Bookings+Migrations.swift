import Storage

extension BookingSlice {
    package static let migrations = [
        Migration(
            "Bookings 001 bookings",
            """
            CREATE TABLE bookings (
                business_id BIGINT NOT NULL REFERENCES businesses (id),
                id BIGINT NOT NULL,
                reference TEXT NOT NULL,
                offering_id BIGINT NOT NULL,
                offering_name TEXT NOT NULL,
                customer_id BIGINT,
                status TEXT NOT NULL CHECK (status IN ('held', 'pending', 'pending_payment', 'confirmed', 'checked_in', 'completed',
                    'no_show', 'rejected', 'expired', 'cancelled')),
                start_at BIGINT NOT NULL,
                end_at BIGINT NOT NULL,
                party BIGINT NOT NULL CHECK (party > 0),
                price BIGINT NOT NULL CHECK (price >= 0),
                currency TEXT NOT NULL,
                refunds TEXT NOT NULL,
                client_name TEXT,
                client_email TEXT,
                client_phone TEXT,
                client_zone TEXT NOT NULL,
                client_language TEXT NOT NULL,
                notes TEXT,
                source TEXT NOT NULL CHECK (source IN ('website', 'phone', 'email', 'walk_in', 'api')),
                referral TEXT,
                created_by BIGINT,
                reason TEXT,
                refund_share BIGINT CHECK (refund_share BETWEEN 0 AND 10000),
                hold_hash TEXT,
                expires_at BIGINT,
                sequence BIGINT NOT NULL DEFAULT 0,
                created_at BIGINT NOT NULL,
                updated_at BIGINT NOT NULL,
                PRIMARY KEY (business_id, id),
                FOREIGN KEY (business_id, offering_id) REFERENCES offerings (business_id, id),
                FOREIGN KEY (business_id, customer_id) REFERENCES customers (business_id, id),
                CHECK (status IN ('held', 'expired', 'cancelled') OR customer_id IS NOT NULL),
                CHECK (start_at < end_at))
            """,
            "CREATE UNIQUE INDEX bookings_reference ON bookings (reference)",
            "CREATE UNIQUE INDEX bookings_id ON bookings (id)",
            "CREATE INDEX bookings_start ON bookings (business_id, start_at, id)",
            "CREATE INDEX bookings_status ON bookings (business_id, status, start_at)",
            "CREATE INDEX bookings_customer ON bookings (business_id, customer_id, start_at)",
            "CREATE UNIQUE INDEX bookings_hold ON bookings (hold_hash) WHERE hold_hash IS NOT NULL"),
        Migration(
            "Bookings 002 sessions, series, baskets, answers, notes",
            "ALTER TABLE bookings ADD COLUMN session_id BIGINT",
            "ALTER TABLE bookings ADD COLUMN series_id BIGINT",
            "ALTER TABLE bookings ADD COLUMN basket_id BIGINT",
            "ALTER TABLE bookings ADD COLUMN answers TEXT NOT NULL DEFAULT '[]'",
            "ALTER TABLE bookings ADD COLUMN owner_notes TEXT",
            "ALTER TABLE bookings ADD COLUMN internal_notes TEXT",
            "CREATE INDEX bookings_session ON bookings (business_id, session_id) WHERE session_id IS NOT NULL",
            "CREATE INDEX bookings_series ON bookings (business_id, series_id) WHERE series_id IS NOT NULL",
            "CREATE INDEX bookings_basket ON bookings (business_id, basket_id) WHERE basket_id IS NOT NULL",
            """
            CREATE TABLE participants (
                business_id BIGINT NOT NULL,
                id BIGINT NOT NULL,
                booking_id BIGINT NOT NULL,
                position BIGINT NOT NULL CHECK (position >= 0),
                name TEXT NOT NULL,
                PRIMARY KEY (business_id, id),
                FOREIGN KEY (business_id, booking_id) REFERENCES bookings (business_id, id))
            """,
            "CREATE UNIQUE INDEX participants_booking ON participants (business_id, booking_id, position)"),
        Migration(
            "Bookings 003 locations",
            "ALTER TABLE bookings ADD COLUMN location_id BIGINT REFERENCES locations (id)",
            "CREATE INDEX bookings_location ON bookings (business_id, location_id, start_at) WHERE location_id IS NOT NULL"
        ),
        Migration(
            "Bookings 004 bookings at all locations",
            """
            ALTER TABLE bookings ADD COLUMN is_everywhere BIGINT NOT NULL DEFAULT 0
                CHECK (is_everywhere = 0 OR is_everywhere = 1 AND location_id IS NULL)
            """,
            """
            CREATE TABLE booking_locations (
                business_id BIGINT NOT NULL,
                booking_id BIGINT NOT NULL,
                location_id BIGINT NOT NULL,
                PRIMARY KEY (business_id, booking_id, location_id),
                FOREIGN KEY (business_id, booking_id) REFERENCES bookings (business_id, id),
                FOREIGN KEY (business_id, location_id) REFERENCES locations (business_id, id))
            """,
            "CREATE INDEX booking_locations_location ON booking_locations (business_id, location_id, booking_id)"),
        // The signed links that are in mails already go on working: each booking has had one, of which nothing was stored.
        Migration(
            "Bookings 005 links",
            "ALTER TABLE participants ADD COLUMN email TEXT",
            """
            CREATE TABLE booking_links (
                business_id BIGINT NOT NULL,
                booking_id BIGINT NOT NULL,
                id BIGINT NOT NULL,
                purpose TEXT NOT NULL CHECK (purpose IN ('manage', 'view', 'check_in')),
                participant_id BIGINT,
                parent_id BIGINT,
                secret_hash TEXT,
                created_at BIGINT NOT NULL,
                expires_at BIGINT NOT NULL,
                used_at BIGINT,
                revoked_at BIGINT,
                PRIMARY KEY (business_id, booking_id, id),
                FOREIGN KEY (business_id, booking_id) REFERENCES bookings (business_id, id),
                CHECK (purpose <> 'view' OR participant_id IS NOT NULL))
            """,
            """
            INSERT INTO booking_links (business_id, booking_id, id, purpose, created_at, expires_at)
            SELECT business_id, id, id, 'manage', created_at, end_at + 7776000000 FROM bookings WHERE status <> 'held'
            """),
        Migration(
            "Bookings 006 holds by client",
            """
            CREATE TABLE hold_clients (
                business_id BIGINT NOT NULL,
                client TEXT NOT NULL,
                booking_id BIGINT NOT NULL,
                ends_at BIGINT NOT NULL,
                PRIMARY KEY (business_id, client, booking_id))
            """,
            "CREATE INDEX hold_clients_booking ON hold_clients (business_id, booking_id)"),
        Migration(
            "Bookings 007 links that are made again, receivers of mails",
            """
            ALTER TABLE booking_links ADD COLUMN is_sealed BIGINT NOT NULL DEFAULT 0 CHECK (is_sealed IN (0, 1))
            """,
            """
            CREATE TABLE mail_receivers (
                receiver TEXT NOT NULL PRIMARY KEY,
                free_at BIGINT NOT NULL)
            """,
            "CREATE INDEX mail_receivers_end ON mail_receivers (free_at)"),
        Migration(
            "Bookings 008 participants by their address",
            "CREATE INDEX participants_email ON participants (business_id, email) WHERE email IS NOT NULL",
            "CREATE INDEX hold_clients_end ON hold_clients (ends_at)"),
        Migration(
            "Bookings 009 a link and its code for the desk in one row",
            "ALTER TABLE booking_links ADD COLUMN desk_hash TEXT",
            """
            UPDATE booking_links SET desk_hash = (
                SELECT c.secret_hash FROM booking_links c
                WHERE c.business_id = booking_links.business_id AND c.booking_id = booking_links.booking_id
                    AND c.parent_id = booking_links.id)
            WHERE purpose <> 'check_in'
            """,
            "DELETE FROM booking_links WHERE purpose = 'check_in'",
            "ALTER TABLE booking_links DROP COLUMN parent_id"),
        Migration(
            "Bookings 010 refunds through moves",
            "ALTER TABLE bookings ADD COLUMN chosen_start_at BIGINT",
            "ALTER TABLE bookings ADD COLUMN refund_most BIGINT CHECK (refund_most BETWEEN 0 AND 10000)"),
    ]
}
