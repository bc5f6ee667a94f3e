import Bookings
import Catalogue
import Kernel
import Scheduling
import Words

/// One of the people or rooms that a visitor may choose, with a picture: a card that leads to their times.
struct Face: Sendable {
    let href: String
    let cover: Cover?
    let name: String
    let about: String?
    let isChosen: Bool

    /// None where nobody has a picture: the chooser has all of the names.
    static func all(_ front: Front, _ offering: Offering, date: LocalDate?) -> [Face] {
        guard front.moving == nil, front.visit == nil else { return [] }
        let choices = offering.choices(front.book)
        let images = front.book.images
        guard choices.contains(where: { images[.resource($0.id)] != nil }) else { return [] }
        let chosen = front.choice?.wish.resources ?? []
        return choices.map { one in
            Face(
                href: front.timesPath(offering, date: date, choosing: one.id),
                cover: Cover(
                    images[.resource(one.id)], name: front.words("public.faces.picture", ["name": one.name])),
                name: one.name, about: one.description,
                isChosen: chosen.contains(one.id))
        }
    }

    static func label(_ front: Front, _ offering: Offering) -> String {
        let isRoom = offering.choices(front.book).first?.kind == .room
        return front.words(isRoom ? "public.faces.room" : "public.faces.person")
    }
}

extension Front {
    /// The images of what is called `name`, numbered for those who can't see them where nobody has said more.
    func pictures(_ images: some Sequence<Image>, of name: String) -> [Cover] {
        Cover.all(images) { number in
            words("public.picture", ["name": name, "number": words.formats.number(number)])
        }
    }
}
