import Storage

extension SchedulingSlice {
    package static let migrations = [
        Migration(
            "Scheduling 001 hours",
            // resource_id 0 is the business itself.
            """
            CREATE TABLE opening_hours (
                business_id BIGINT NOT NULL REFERENCES businesses (id),
                resource_id BIGINT NOT NULL,
                weekday BIGINT NOT NULL CHECK (weekday BETWEEN 1 AND 7),
                opens BIGINT NOT NULL CHECK (opens BETWEEN 0 AND 1439),
                closes BIGINT NOT NULL CHECK (closes BETWEEN 1 AND 2880),
                PRIMARY KEY (business_id, resource_id, weekday, opens))
            """,
            """
            CREATE TABLE schedule_exceptions (
                business_id BIGINT NOT NULL REFERENCES businesses (id),
                id BIGINT NOT NULL,
                resource_id BIGINT NOT NULL,
                from_date TEXT NOT NULL,
                through_date TEXT NOT NULL,
                kind TEXT NOT NULL CHECK (kind IN ('closed', 'open', 'extra')),
                reason TEXT,
                ranges TEXT NOT NULL,
                PRIMARY KEY (business_id, id))
            """),
        Migration("Scheduling 002 claims") { dialect in
            [
                """
                CREATE TABLE claims (
                    business_id BIGINT NOT NULL,
                    id BIGINT NOT NULL,
                    resource_id BIGINT NOT NULL,
                    booking_id BIGINT NOT NULL,
                    from_at BIGINT NOT NULL,
                    to_at BIGINT NOT NULL,
                    units BIGINT NOT NULL CHECK (units > 0),
                    is_exclusive BIGINT NOT NULL CHECK (is_exclusive IN (0, 1)),
                    is_overbooked BIGINT NOT NULL DEFAULT 0 CHECK (is_overbooked IN (0, 1)),
                    released_at BIGINT,
                    PRIMARY KEY (business_id, id),
                    FOREIGN KEY (business_id, resource_id) REFERENCES resources (business_id, id),
                    CHECK (from_at < to_at))
                """,
                "CREATE INDEX claims_open ON claims (business_id, resource_id, from_at, to_at, units) WHERE released_at IS NULL",
                "CREATE INDEX claims_booking ON claims (business_id, booking_id)",
            ] + (dialect == .postgres ? backstop : [])
        },
        Migration(
            "Scheduling 003 sessions",
            """
            CREATE TABLE course_sessions (
                business_id BIGINT NOT NULL REFERENCES businesses (id),
                id BIGINT NOT NULL,
                offering_id BIGINT NOT NULL,
                seats_id BIGINT NOT NULL,
                start_at BIGINT NOT NULL,
                end_at BIGINT NOT NULL,
                is_bookable BIGINT NOT NULL CHECK (is_bookable IN (0, 1)),
                has_waiting_list BIGINT NOT NULL CHECK (has_waiting_list IN (0, 1)),
                booking_deadline_hours BIGINT CHECK (booking_deadline_hours BETWEEN 0 AND 8760),
                series_id BIGINT,
                note TEXT,
                reason TEXT,
                cancelled_at BIGINT,
                created_at BIGINT NOT NULL,
                updated_at BIGINT NOT NULL,
                PRIMARY KEY (business_id, id),
                FOREIGN KEY (business_id, offering_id) REFERENCES offerings (business_id, id),
                FOREIGN KEY (business_id, seats_id) REFERENCES resources (business_id, id),
                CHECK (start_at < end_at))
            """,
            "CREATE UNIQUE INDEX course_sessions_id ON course_sessions (id)",
            "CREATE INDEX course_sessions_start ON course_sessions (business_id, start_at, id)",
            "CREATE INDEX course_sessions_offering ON course_sessions (business_id, offering_id, start_at) WHERE cancelled_at IS NULL",
            // A session's own claims have booking 0; a booking's claim on seats names both.
            "ALTER TABLE claims ADD COLUMN session_id BIGINT",
            "CREATE INDEX claims_session ON claims (business_id, session_id) WHERE session_id IS NOT NULL",
            """
            CREATE TABLE turns (
                business_id BIGINT NOT NULL,
                offering_id BIGINT NOT NULL,
                resource_id BIGINT NOT NULL,
                taken_at BIGINT NOT NULL,
                PRIMARY KEY (business_id, offering_id, resource_id),
                FOREIGN KEY (business_id, offering_id) REFERENCES offerings (business_id, id),
                FOREIGN KEY (business_id, resource_id) REFERENCES resources (business_id, id))
            """),
        Migration(
            "Scheduling 004 holidays",
            // part is '' for the days that the whole country keeps.
            """
            CREATE TABLE holiday_calendars (
                business_id BIGINT NOT NULL REFERENCES businesses (id),
                country TEXT NOT NULL,
                part TEXT NOT NULL,
                is_on BIGINT NOT NULL CHECK (is_on IN (0, 1)),
                PRIMARY KEY (business_id))
            """,
            """
            CREATE TABLE holidays_opened (
                business_id BIGINT NOT NULL REFERENCES businesses (id),
                date TEXT NOT NULL,
                PRIMARY KEY (business_id, date))
            """),
        Migration(
            "Scheduling 005 locations of sessions",
            "ALTER TABLE course_sessions ADD COLUMN location_id BIGINT REFERENCES locations (id)"),
        // SQLite looks into a table that is stored by its key for each entry of an index that lacks what is asked for, also for those that
        // end too early and are none of the answer.
        Migration("Scheduling 006 open claims in their index") { dialect in
            guard dialect == .sqlite else { return [] }
            return [
                "DROP INDEX claims_open",
                """
                CREATE INDEX claims_open ON claims
                    (business_id, resource_id, from_at, to_at, units, booking_id, session_id, released_at)
                WHERE released_at IS NULL
                """,
            ]
        },
    ]

    /// Never the arbiter: the rows of the resources are locked before the check. This only makes a fault of ours loud.
    private static var backstop: [SQL] {
        [
            "CREATE EXTENSION IF NOT EXISTS btree_gist",
            """
            ALTER TABLE claims ADD CONSTRAINT claims_exclusive EXCLUDE USING gist
                (business_id WITH =, resource_id WITH =, int8range(from_at, to_at) WITH &&)
                WHERE (is_exclusive = 1 AND released_at IS NULL)
            """,
        ]
    }
}
