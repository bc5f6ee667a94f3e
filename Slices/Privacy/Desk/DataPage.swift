import Kernel
import Web
import Words

/// All that is held about one person, to read and to print.
struct DataPage: Page {
    static let template = "customer-data"
    let title: String
    let back: String
    let file: String
    let parts: [PersonalDataView.Part]

    init(_ name: String, back: String, file: String, _ data: PersonalData, _ scene: CustomerScene) {
        self.init(
            title: scene.words("privacy.data.title", ["name": name]), back: back, file: file,
            parts: PersonalDataView(data, scene.zone, scene.words).parts)
    }

    private init(title: String, back: String, file: String, parts: [PersonalDataView.Part]) {
        self.title = title
        self.back = back
        self.file = file
        self.parts = parts
    }

    static func sample(_ words: Wording) -> DataPage {
        DataPage(
            title: words("privacy.data.title", ["name": "John Doe"]), back: "/desk/swim-school/customers/cus_1",
            file: "/desk/swim-school/customers/cus_1/data.json", parts: PersonalDataView.sample(words).parts)
    }
}
