import Mustache
import Words

/// What a person sees at one address: a value whose stored properties are the tags of its template.
package protocol Page: Sendable {
    /// The template's file name without extension.
    static var template: String { get }
    /// The title of the window, in the visitor's language.
    var title: String { get }
    /// A filled example; a test renders it in every language and compares its properties with the template's tags.
    static func sample(_ words: Wording) -> Self
}

/// What is around a page: language, navigation, who is signed in.
package struct Chrome: Sendable {
    package struct Link: Sendable {
        package let href: String
        package let label: String
        package let icon: String
        package let isCurrent: Bool
        package let badge: String?

        package init(href: String, label: String, icon: String, isCurrent: Bool, badge: String? = nil) {
            self.href = href
            self.label = label
            self.icon = icon
            self.isCurrent = isCurrent
            self.badge = badge
        }
    }
    package struct LanguageLink: Sendable {
        package let code: String
        package let name: String
        package let href: String
        package let isCurrent: Bool
    }
    package struct BusinessLink: Sendable {
        package let href: String
        package let name: String
        package let isCurrent: Bool

        package init(href: String, name: String, isCurrent: Bool) {
            self.href = href
            self.name = name
            self.isCurrent = isCurrent
        }
    }

    package let lang: String
    package let dir: String
    package var stylesheet = Assets.stylesheet
    package var deskStylesheet = Assets.deskStylesheet
    package var script = Assets.script
    package var liveScript = Assets.liveScript
    package var calendarScript = Assets.calendarScript
    package var icon = Assets.icon
    package var path: String
    package var languages: [LanguageLink]
    package var userName: String?
    package var formToken: String?
    package var notice: String?
    /// What takes back what the notice tells.
    package var undo: Undo?
    package var nav: [Link] = []
    package var businesses: [BusinessLink] = []
    package var businessName: String?
    package var businessHref: String?
    package var isDemo = false
    /// The stream that tells when this page has changed.
    package var liveHref: String?
    /// Where the desk's search leads.
    package var searchHref: String?
    /// What is searched for now.
    package var searchText: String?

    /// The chrome of a page without navigation.
    package init(_ visit: Visit) {
        let language = visit.words.language
        lang = language.code
        dir = language.isRightToLeft ? "rtl" : "ltr"
        path = visit.incoming.path
        let query = visit.incoming.query
        let place = query.isEmpty || query.utf8.count > 200 ? path : "\(path)?\(query)"
        languages = Language.spoken.map {
            LanguageLink(
                code: $0.code, name: $0.ownName,
                href: "/language/\($0.code)?back=\(Encoding.encoded(place))",
                isCurrent: $0 == language)
        }
        userName = visit.visitor.signedIn?.name
        formToken = visit.visitor.signedIn?.formToken
        let key = visit.incoming.cookie(Cookie.notice).flatMap { Notice.keys.contains($0) ? $0 : nil }
        notice = key.map { visit.words($0) }
        undo = key.flatMap { key in
            visit.incoming.cookie(Cookie.undo).flatMap { Undo(cookie: $0, notice: key) }
        }
    }
}

/// A page inside its chrome, as the template engine asks for it: a tag is a property of the page, or else of the chrome.
struct PageContext: MustacheParent {
    private let values: [String: Any]

    init(_ page: some Page, _ chrome: Chrome?) {
        var values: [String: Any] = ["title": page.title]
        for subject in [chrome.map { $0 as Any }, page as Any].compactMap({ $0 }) {
            for child in Mirror(reflecting: subject).children {
                if let label = child.label, let value = Self.unwrapped(child.value) { values[label] = value }
            }
        }
        self.values = values
    }

    func child(named name: String) -> Any? { values[name] }

    private static func unwrapped(_ value: Any) -> Any? {
        let mirror = Mirror(reflecting: value)
        guard mirror.displayStyle == .optional else { return value }
        return mirror.children.first?.value
    }
}

extension Templates {
    /// The whole page as an answer.
    package func page(_ page: some Page, _ chrome: Chrome, _ words: Wording, status: Int = 200) throws -> Answer {
        .html(try render(type(of: page).template, PageContext(page, chrome), in: words.language), status: status)
    }

    /// A page's template alone, as a fragment for the script to put in place.
    package func fragment(_ name: String, of page: some Page, _ words: Wording) throws -> Answer {
        .html(try render(name, PageContext(page, nil), in: words.language))
    }
}
