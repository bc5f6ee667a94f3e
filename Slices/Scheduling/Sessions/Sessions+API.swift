import Catalogue
import House
import Identity
import Kernel
import Storage
import Web

extension SchedulingSlice {
    var sessionEndpoints: [Endpoint] {
        let range = rangeEndpoint
        let day = dayEndpoint
        let change = changeEndpoint
        return [
            listEndpoint, readEndpoint, openEndpoint, generateEndpoint,
            generateEndpoint.alias("/availability/profiles/{business_id}/slots"), adminGenerateEndpoint, change,
            change.alias("/availability/slots/{session_id}"), range, day,
        ]
    }

    private var listEndpoint: Endpoint {
        Endpoint(
            .get, "/businesses/{business_id}/sessions", "Sessions of some dates, cancelled ones included",
            capabilities: ["C2", "C3"], access: .member("booking:view_all"),
            query: DateRange.fields + [
                Field("offering_id", .formatted(.id(OfferingID.self)), optional: true, sample: nil)
            ],
            answer: Schema(
                "Sessions",
                [
                    Field(
                        "items", .list(.object(Session.schema.fields), max: Snapshot.sessionsMost),
                        sample: .array([Session.schema.sample]))
                ])
        ) { visit in
            let id = try visit.id("business_id", BusinessID.self)
            return try await house.store.read { db in
                let member = try db.membership(visit.visitor, id, .bookingViewAll, reach: .own)
                guard let book = try book(member.business.slug, in: db) else { throw Problem.notFound }
                let span = try DateRange(visit.query).span(in: book.zone)
                let sessions = try db.sessions(
                    id, in: span, of: visit.query.id("offering_id", OfferingID.self), withCancelled: true)
                return .json(["items": .list(sessions) { $0.json(book, at: db.now) }])
            }
        }
    }

    private var readEndpoint: Endpoint {
        Endpoint(
            .get, "/sessions/{session_id}", "One session", capabilities: ["C2"], access: .member("booking:view_all"),
            answer: Session.schema
        ) { visit in
            let id = try visit.id("session_id", SessionID.self)
            return try await house.store.read { db in
                let (session, book) = try found(visit, id, .bookingViewAll, in: db)
                return .json(session.json(book, at: db.now))
            }
        }
    }

    private var changeEndpoint: Endpoint {
        .write(
            .put, "/sessions/{session_id}", "Change a session's capacity and look; what is not named stays",
            capabilities: ["C4"],
            access: .member("schedule:modify"),
            body: Schema("SessionChange", Self.look).patch("SessionChange"), answer: Session.schema,
            problems: ["capacity_claimed", "session_over"]
        ) { visit in
            let id = try visit.id("session_id", SessionID.self)
            return try await house.store.once(visit) { db in
                try found(visit, id, .scheduleModify, in: db).1
            } work: { book, db in
                let changed = try changeSession(id, visit.body, by: Origin(visit), in: db)
                return .json(changed.json(book, at: db.now))
            }
        }
    }

    /// A session for somebody who works at its business (A10).
    package func found(_ visit: Visit, _ id: SessionID, _ permission: Permission, in db: Snapshot) throws -> (
        Session, Book
    ) {
        guard let session = try db.session(id) else { throw Problem.notFound }
        let member = try db.membership(visit.visitor, session.business, permission, reach: .own)
        if permission != .bookingViewAll { try db.requireOwn(session, of: member) }
        guard let book = try book(member.business.slug, in: db) else { throw Problem.notFound }
        return (session, book)
    }
}
