import House
import Identity
import Kernel
import Storage
import Web

extension CatalogueSlice {
    var imageEndpoints: [Endpoint] {
        let business = "/businesses/{business_id}"
        return operations(business, "business", "B1") { _ in .business }
            + operations("\(business)/offerings/{offering_id}", "offering", "B4") { visit in
                .offering(try visit.id("offering_id"))
            }
            + operations("\(business)/resources/{resource_id}", "resource", "B5") { visit in
                .resource(try visit.id("resource_id"))
            }
    }

    private typealias FindSubject = @Sendable (Visit) throws -> ImageSubject

    private static let alt = Field(
        "alt", .text(0...200), optional: true, "What is to be seen, for those who can't see it.", sample: "The pool")
    private static let change = Schema(
        "ImageChange",
        [alt, Field("is_cover", .boolean, optional: true, "True puts it first.", sample: true)])
    /// Which of them a file is, its content says.
    private static let kinds = ["image/jpeg", "image/png", "image/webp"]

    private func operations(
        _ path: String, _ one: String, _ capability: String, _ subject: @escaping FindSubject
    ) -> [Endpoint] {
        let all = "\(path)/images"
        return [
            Endpoint(
                .get, all, "The images of one \(one), the cover first", capabilities: [capability],
                access: .member("booking:view_all"), answer: Schema("Images", Image.fields, list: true)
            ) { visit in
                try await house.store.read { db in
                    let member = try db.membership(visit.visitor, visit.id("business_id"), .bookingViewAll, reach: .own)
                    let (subject, name) = try named(subject, visit, member, in: db)
                    let images = try db.images(member.business.id, subject)
                    return .json(.list(images) { $0.json(name, house.baseURL) })
                }
            },
            .write(
                .post, all, "Add an image to one \(one): the file is the body", capabilities: [capability, "M5"],
                access: .member("settings:modify"), query: [Self.alt], files: Self.kinds, success: 201,
                answer: Image.schema, problems: ["images_full", "body_too_large"]
            ) { visit in try await add(visit, subject) },
            .write(
                .put, "\(all)/{image_id}", "Describe one image, or put it first; what is not named stays",
                capabilities: [capability], access: .member("settings:modify"), body: Self.change, answer: Image.schema
            ) { visit in
                try await house.store.once(visit) { db in
                    try db.membership(visit.visitor, visit.id("business_id"), .settingsModify)
                } work: { member, db in
                    let (subject, name) = try named(subject, visit, member, in: db)
                    let image = try updateImage(
                        member, subject, visit.id("image_id"), visit.body, by: Origin(visit), in: db)
                    return .json(image.json(name, house.baseURL))
                }
            },
            .write(
                .delete, "\(all)/{image_id}", "Remove one image", capabilities: [capability],
                access: .member("settings:modify"), success: 204, answer: nil
            ) { visit in
                try await house.store.once(visit) { db in
                    try db.membership(visit.visitor, visit.id("business_id"), .settingsModify)
                } work: { member, db in
                    try removeImage(
                        member, try subject(visit), visit.id("image_id"), by: Origin(visit), in: db)
                    return .nothing
                }
            },
        ]
    }

    /// A stranger is sent away before any work is done on what they sent.
    private func add(_ visit: Visit, _ subject: @escaping FindSubject) async throws -> RepeatableAnswer {
        let business: BusinessID = try visit.id("business_id")
        try await house.store.read { db in
            _ = try named(subject, visit, db.membership(visit.visitor, business, .settingsModify), in: db)
        }
        let draft = ImageDraft(try await picture(visit.incoming.body), alt: visit.query.text("alt"))
        return try await house.store.once(visit) { db in
            try db.membership(visit.visitor, business, .settingsModify)
        } work: { member, db in
            let (subject, name) = try named(subject, visit, member, in: db)
            let image = try addImage(member, subject, draft, by: Origin(visit), in: db)
            return .json(image.json(name, house.baseURL), status: 201)
        }
    }

    private func named(
        _ find: FindSubject, _ visit: Visit, _ member: Membership, in db: Snapshot
    ) throws -> (ImageSubject, name: String) {
        let subject = try find(visit)
        return (subject, try db.name(of: subject, member.business))
    }
}
