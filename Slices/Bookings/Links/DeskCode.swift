import Identity

/// The code for the desk is made from a link's secret, one way: whoever reads it off a screen learns nothing of the link.
enum DeskCode {
    static func hash(_ secret: Secret) -> String { Secret.hash(of(secret.text)) }

    static func of(_ key: String) -> String { String(Secret.hash("check_in|\(key)").prefix(32)) }
}
