import House
import Storage

extension PrivacySlice {
    package static let migrations = [
        Migration(
            "Privacy 001 requests",
            """
            CREATE TABLE erasure_requests (
                business_id BIGINT NOT NULL,
                id BIGINT NOT NULL,
                customer_id BIGINT NOT NULL,
                created_at BIGINT NOT NULL,
                declined_at BIGINT,
                PRIMARY KEY (business_id, id),
                FOREIGN KEY (business_id, customer_id) REFERENCES customers (business_id, id))
            """,
            """
            CREATE UNIQUE INDEX erasure_requests_open ON erasure_requests (business_id, customer_id)
            WHERE declined_at IS NULL
            """)
    ]

    package static let holdings: [Holding] = [
        Holding(
            "erasure_requests", by: ["business_id", "id"], personal: [], why: "that somebody has asked to be erased",
            until: "until they are",
            shows: "created_at, declined_at", ending: .removed,
            rows: { person in person.customer.map { "business_id = \($0.business) AND customer_id = \($0.id)" } })
    ]
}
