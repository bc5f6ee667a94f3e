import Bookings
import Catalogue
import House
import Kernel
import Storage
import Web

/// What somebody gets who has only a booking's reference.
extension BookingAPISlice {
    /// Where links can be asked for: the door gives it the strictest rate.
    package static let signInPaths: Set<String> = ["/api/v1/bookings/ref/{ref}/link"]

    var referenceEndpoint: Endpoint {
        Endpoint(
            .get, "/bookings/ref/{ref}", "Look a booking up by its reference: status, time and business only",
            capabilities: ["D3"],
            access: .anyone,
            answer: Schema(
                "BookingGlance",
                [
                    Field("reference", .text(8...8), sample: "K7M2Q9XA"),
                    Field("status", .choice(BookingStatus.allCases.map(\.rawValue)), sample: "confirmed"),
                    Field("start", .formatted(.instant), sample: "2026-11-23T08:00:00Z"),
                    Field("end", .formatted(.instant), sample: "2026-11-23T09:00:00Z"),
                    Field("zone", .formatted(.zone), sample: "Europe/Madrid"),
                    Field("business_name", .text(1...120), sample: "Swim School Pro"),
                ])
        ) { visit in
            try bookings.allowLookUp(visit)
            return try await house.store.read { db in
                guard let (booking, business) = try bookings.glance(visit.parameter("ref"), in: db) else {
                    throw Problem.notFound
                }
                return .json([
                    "reference": .string(booking.reference), "status": .string(booking.status.rawValue),
                    "start": .string(booking.start.rfc3339), "end": .string(booking.end.rfc3339),
                    "zone": .string(business.zone),
                    "business_name": .string(business.name),
                ])
            }
        }
    }

    var wantLinkEndpoint: Endpoint {
        .write(
            .post, "/bookings/ref/{ref}/link",
            "Ask for the link of a booking by mail; the answer does not tell whether the two belong together",
            capabilities: ["D3"], access: .anyone,
            body: Schema("LinkWish", [Field("email", .formatted(.email), sample: "john@example.com")]), success: 202,
            answer: nil, problems: ["challenge_required"], challenged: true
        ) { visit in
            let email = visit.body.text("email").flatMap(Contact.normalised(email:)) ?? ""
            return try await house.store.once(visit) { db in
                try bookings.wantLink(visit.parameter("ref"), email: email, visit, in: db)
                return Answer(202)
            }
        }
    }
}
