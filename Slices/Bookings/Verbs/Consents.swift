import Catalogue
import Customers
import House
import Kernel
import Storage
import Words

extension BookingSlice {
    /// Writes down what the client has agreed to: news by mail, where the business asks, and the offering's own questions (B9).
    func noteConsents(
        _ request: PlaceRequest, _ order: Order, _ business: Business, of customer: CustomerID, in db: Transaction
    ) throws {
        let door = request.ask.isByStaff ? ConsentDoor.staff : request.door
        if request.client.wantsNews, try db.privacySettings(business.id).asksNews,
            try !db.agrees(business.id, customer, to: Consent.news)
        {
            let wording = Self.newsWording(business, house.words.words(request.language))
            try db.note(
                ConsentAct(Consent.news, wording: wording, request.language, door: door), of: customer, business.id)
        }
        let asked = order.offering.terms.questions.filter { $0.kind == .consent }.map(\.id)
        for answer in order.answers where asked.contains(answer.question) && answer.answer == "true" {
            let act = ConsentAct("question:\(answer.question)", wording: answer.label, request.language, door: door)
            try db.note(act, of: customer, business.id)
        }
    }

    /// The words with which a business asks whether news may be sent.
    package static func newsWording(_ business: Business, _ words: Wording) -> String {
        words("bookings.wants_news", ["business": business.name])
    }
}
