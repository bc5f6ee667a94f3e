import Catalogue
import Kernel
import Storage

/// How a business handles what it knows of its clients.
package struct PrivacySettings: Sendable, Equatable {
    /// Whether the public form asks, unticked, if news may be sent.
    package var asksNews = false
    /// Months after their last visit after which clients are erased by themselves; nil: they stay until somebody erases them.
    package var eraseAfterMonths: Int?
    /// Whom to ask about one's data, where that is not the business's own address.
    package var contact: String?

    package init() {}
}

extension Snapshot {
    package func privacySettings(_ business: BusinessID) throws -> PrivacySettings {
        var settings = PrivacySettings()
        guard let row = try first("SELECT * FROM privacy_settings WHERE business_id = \(business)") else {
            return settings
        }
        settings.asksNews = try row["asks_news"]
        settings.eraseAfterMonths = try row["erase_after_months"]
        settings.contact = try row["contact"]
        return settings
    }
}

extension Transaction {
    package func set(_ settings: PrivacySettings, of business: BusinessID) throws {
        try execute(
            """
            INSERT INTO privacy_settings (business_id, asks_news, erase_after_months, contact)
            VALUES (\(business), \(settings.asksNews), \(settings.eraseAfterMonths), \(settings.contact))
            ON CONFLICT (business_id) DO UPDATE SET asks_news = excluded.asks_news,
                erase_after_months = excluded.erase_after_months, contact = excluded.contact
            """)
    }
}
