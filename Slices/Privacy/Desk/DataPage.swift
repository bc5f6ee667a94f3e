import Customers
import Kernel
import Web
import Words

/// All that is held about one person, to read and to print.
struct DataPage: Page {
    static let template = "customer-data"
    let title: String
    let back: String
    let file: String
    let data: PersonalDataView

    init(_ data: PersonalData, _ scene: CustomerScene) {
        self.init(
            scene.words("privacy.data.title", ["name": scene.customer.name]), scene.path,
            PersonalDataView(data, at: "\(scene.path)/data", scene.zone, scene.words))
    }

    private init(_ title: String, _ client: String, _ data: PersonalDataView) {
        self.title = title
        (back, file) = (client, "\(client)/data.json")
        self.data = data
    }

    static func sample(_ words: Wording) -> DataPage {
        DataPage(
            words("privacy.data.title", ["name": "John Doe"]), "/desk/swim-school/customers/cus_1",
            PersonalDataView.sample(words))
    }
}
