import Bookings
import Catalogue
import House
import Kernel
import Scheduling
import Storage
import Web

/// What can be booked, with all that a program needs to book it as a person does on the public page.
extension BookingAPISlice {
    private static let choice = [
        Field(
            "id", .formatted(.id(ResourceID.self)), "For `resource_id`.",
            sample: .string(ResourceID(rawValue: 1).description)),
        Field("name", .text(1...120), sample: "Ana"),
        Field("kind", .choice(ResourceKind.allCases.map(\.rawValue)), sample: "person"),
        Field("description", .text(0...2_000), nullable: true, sample: nil),
        Field("hourly_rate", .formatted(.decimal), nullable: true, "Of a room with its own.", sample: nil),
    ]

    private static let service = Schema(
        "Service",
        [
            Field("id", .formatted(.id(OfferingID.self)), sample: .string(OfferingID(rawValue: 1).description)),
            Field(
                "kind", .choice(OfferingKind.allCases.map(\.rawValue)), "A course is booked by its sessions.",
                sample: "appointment"),
            Field("name", .text(1...120), sample: "Private Swimming Lesson"),
            Field("description", .text(0...2_000), nullable: true, sample: "One-on-one instruction"),
            Field("duration_minutes", .integer(5...1_440), sample: 60),
            Field(
                "min_duration_minutes", .integer(5...1_440), nullable: true,
                "With the two below: the client chooses `duration_minutes`.", sample: nil),
            Field("max_duration_minutes", .integer(5...1_440), nullable: true, sample: nil),
            Field("duration_step_minutes", .integer(5...1_440), nullable: true, sample: nil),
            Field("capacity", .integer(1...100_000), sample: 1),
            Field("max_party", .integer(1...1_000), "The most places in one booking.", sample: 1),
            Field("pricing", .choice(OfferingTerms.Pricing.allCases.map(\.rawValue)), sample: "per_person"),
            Field(
                "price", .formatted(.decimal),
                "What `pricing` says it is for; of rooms with their own rates the lowest.",
                sample: "50.00"),
            Field("currency", .formatted(.currency), sample: "EUR"),
            Field("requires_approval", .boolean, "A booking waits for the business's answer.", sample: false),
            Field("asks_names", .boolean, "Each participant's name is needed.", sample: false),
            Field("lets_choose", .boolean, "One of `choices` may be chosen.", sample: false),
            Field("must_choose", .boolean, "One of them has to be, as their prices differ.", sample: false),
            Field("choices", .list(.object(choice), max: 100), sample: []),
            Field(
                "questions", .list(.object(Question.view), max: 20), "For `answers`, by their ids.",
                sample: [Schema("", Question.view).sample]),
            Field(
                "location_ids", .list(.formatted(.id(LocationID.self)), max: CatalogueSlice.locationsMost),
                "Where it can be had; none: at the business's own address.", sample: []),
            Field("locations", .choice(["one", "all"]), "At one of these, or at all at once.", sample: "one"),
            Image.listField,
        ], list: true)

    var servicesEndpoint: Endpoint {
        Endpoint(
            .get, "/public/{slug}/services", "What can be booked", capabilities: ["B4", "B9", "B11"], access: .anyone,
            answer: Self.service
        ) { visit in
            let book = try await house.store.read { db in try publicBook(visit, in: db) }
            return .json(
                .list(book.shown) { offering in
                    let images = (book.images(of: offering) ?? []).member(offering.name, house.baseURL)
                    return offering.service(book).adding(offering.asked(book)).adding(images)
                })
        }
    }
}

extension Offering {
    fileprivate func service(_ book: Book) -> JSON {
        [
            "id": .string(id.description), "kind": .string(kind.rawValue), "name": .string(name),
            "description": .text(description), "duration_minutes": .number(durationMinutes),
            "min_duration_minutes": .number(terms.lengths?.least),
            "max_duration_minutes": .number(terms.lengths?.most),
            "duration_step_minutes": .number(terms.lengths?.step),
            "capacity": .number(book.capacity(self)), "max_party": .number(terms.partyMost),
            "pricing": .string(terms.pricing.rawValue), "price": .string(leastPrice(book).decimal),
            "currency": .string(price.currency.code),
            "requires_approval": .bool(requiresApproval ?? book.settings.requiresApproval),
            "location_ids": .list(book.locations(of: self, Wish(self))) { .string($0.id.description) },
            "locations": .string(book.isEverywhere(self) ? "all" : "one"),
        ]
    }

    /// What whoever books it is asked.
    fileprivate func asked(_ book: Book) -> [JSON.Member] {
        let choices = choices(book)
        return [
            .init("asks_names", .bool(terms.asksNames)), .init("lets_choose", .bool(!choices.isEmpty)),
            .init("must_choose", .bool(mustChoose(book))),
            .init(
                "choices",
                .list(choices) { one in
                    let rate = one.hourlyRate.map { Money(minor: Int64($0), currency: price.currency).decimal }
                    return [
                        "id": .string(one.id.description), "name": .string(one.name),
                        "kind": .string(one.kind.rawValue),
                        "description": .text(one.description), "hourly_rate": .text(rate),
                    ]
                }),
            .init("questions", .list(terms.questions, \.json)),
        ]
    }
}
