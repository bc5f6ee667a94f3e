import Catalogue
import House
import Identity
import Kernel
import Storage
import Web
import Words

/// Where a gallery stands: a page of the desk, what its images show, and how the page is made again when a form is refused.
struct GalleryPlace<P: Page>: Sendable {
    /// `/desk/{slug}/offerings/{id}`.
    let path: String
    let subject: @Sendable (Visit) throws -> ImageSubject
    /// Refused is nil when only the page's rights are asked for.
    let page: @Sendable (Visit, Membership, Snapshot, (alt: String, problem: Problem)) throws -> P

    /// The page's address for this visit.
    func address(_ visit: Visit) -> String {
        path.split(separator: "/").reduce("") { address, part in
            let name = part.hasPrefix("{") ? String(part.dropFirst().dropLast()) : nil
            return "\(address)/\(name.map { Encoding.encoded(visit.parameter($0)) } ?? String(part))"
        }
    }
}

extension SetupSlice {
    /// The gallery of `subject` on its page at `base`.
    func gallery(
        _ subject: ImageSubject, _ business: Business, base: String, _ words: Wording,
        refused: (alt: String, problem: Problem)? = nil, in db: Snapshot
    ) throws -> Gallery {
        Gallery(
            try db.images(business.id, subject), name: try db.name(of: subject, business), base: base,
            mostBytes: house.rules.limits.uploadBytes, words, refused: refused)
    }

    func galleryPages<P: Page>(_ place: GalleryPlace<P>) -> [PageRoute] {
        let all = "\(place.path)/images"
        return [
            // Where a refused form was sent to; reloading its address leads back.
            .get(all, access: .member("settings:modify")) { visit in .see(place.address(visit)) },
            .post(all, access: .member("settings:modify"), takesFiles: true) { visit in
                try await addImage(visit, place)
            },
            .get("\(all)/{image_id}/cover", access: .member("settings:modify")) { visit in
                .see(place.address(visit))
            },
            .post("\(all)/{image_id}/cover", access: .member("settings:modify")) { visit in
                try await catalogue.deskWork(visit, .settingsModify) { member, db in
                    _ = try catalogue.updateImage(
                        member, place.subject(visit), visit.id("image_id"), Fields(["is_cover": true]),
                        by: Origin(visit), in: db)
                    return Answer.see("\(place.address(visit))#images").noticing("setup.notice.saved")
                }
            },
            .get("\(all)/{image_id}/remove", access: .member("settings:modify")) { visit in
                try await catalogue.deskPage(visit, .settingsModify) { member, db in
                    let image = try db.image(member.business.id, place.subject(visit), visit.id("image_id"))
                    let name = try image.alt ?? db.name(of: image.subject, member.business)
                    let base = place.address(visit)
                    return ConfirmPage(
                        title: visit.words("images.remove.title", ["name": name]),
                        text: visit.words("images.remove.text"), label: visit.words("images.remove.submit"),
                        action: "\(base)/images/\(image.id)/remove", back: "\(base)#images")
                }
            },
            .post("\(all)/{image_id}/remove", access: .member("settings:modify")) { visit in
                try await catalogue.deskWork(visit, .settingsModify) { member, db in
                    try catalogue.removeImage(
                        member, place.subject(visit), visit.id("image_id"), by: Origin(visit), in: db)
                    return Answer.see("\(place.address(visit))#images").noticing("setup.notice.image_removed")
                }
            },
        ]
    }

    private func addImage<P: Page>(_ visit: Visit, _ place: GalleryPlace<P>) async throws -> Answer {
        let slug = visit.parameter("slug")
        try await house.store.read { db in
            let member = try db.membership(visit.visitor, slug: slug, .settingsModify)
            _ = try db.name(of: place.subject(visit), member.business)
        }
        let read: Result<ImageDraft, Problem>
        do {
            let fields = try Gallery.draft.accept(
                form: ["image": "file", "alt": visit.body.texts["alt"] ?? ""])
            read = .success(
                ImageDraft(try await catalogue.picture(visit.files["image"]?.bytes ?? []), alt: fields.text("alt")))
        } catch let problem as Problem where problem.status == 422 {
            read = .failure(problem)
        }
        return try await catalogue.deskForm(visit, .settingsModify) { member, db in
            _ = try catalogue.addImage(member, place.subject(visit), read.get(), by: Origin(visit), in: db)
            return Answer.see("\(place.address(visit))#images").noticing("setup.notice.image_added")
        } refused: { problem, member, db in
            try place.page(visit, member, db, (visit.body.texts["alt"] ?? "", problem))
        }
    }
}
