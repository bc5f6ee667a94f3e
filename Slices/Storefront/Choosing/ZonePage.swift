import Catalogue
import Kernel
import Scheduling
import Web
import Words

/// Every time zone, to choose the one in which times are shown.
struct ZonePage: Page {
    struct Choice: Sendable {
        let name: String
        let label: String
        let isSelected: Bool
    }
    struct Region: Sendable {
        let region: String
        let choices: [Choice]
    }

    static let template = "public-zone"
    let title: String
    let action: String
    let date: String?
    let carried: [HiddenField]
    let regions: [Region]
    let backHref: String

    init(_ front: Front, _ offering: Offering, date: LocalDate?, names: [String]) {
        title = front.words("public.zone.title")
        action = front.base(offering)
        carried = front.choice?.carried ?? []
        self.date = date?.description
        let all = Set(names + [front.book.zone.name, front.zone.name]).sorted()
        let grouped = Dictionary(grouping: all) { name in name.contains("/") ? String(name.prefix { $0 != "/" }) : "UTC"
        }
        regions = grouped.sorted { $0.key < $1.key }.map { region, names in
            Region(
                region: region,
                choices: names.map { name in
                    let place = name.split(separator: "/").dropFirst().joined(separator: ", ").replacing("_", with: " ")
                    return Choice(name: name, label: place.isEmpty ? name : place, isSelected: name == front.zone.name)
                })
        }
        backHref = front.timesPath(offering, date: date)
    }

    private init(sample words: Wording) {
        title = words("public.zone.title")
        action = "/book/swim-school/off_1"
        date = "2026-11-23"
        carried = [HiddenField(name: "party", value: "2")]
        regions = [
            Region(region: "Europe", choices: [Choice(name: "Europe/Madrid", label: "Madrid", isSelected: true)])
        ]
        backHref = "/book/swim-school/off_1"
    }

    static func sample(_ words: Wording) -> ZonePage { ZonePage(sample: words) }
}
