import ArgumentParser

/// `daybook`: the whole product in one binary. The first subcommand named is what it does; settings are in `Settings.swift`.
@main
struct Daybook: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "daybook", abstract: "Bookings of appointments, rooms, courses and stays.",
        discussion:
            "Every setting is a flag, an environment variable, or a line of the file that DAYBOOK_CONFIG names.\n\n\(Setting.help)",
        version: Version.text,
        subcommands: [
            Serve.self, Demo.self, Migrate.self, Admin.self, DropFactor.self, Keys.self, Verify.self, Doctor.self,
            OpenAPIDocument.self,
        ],
        defaultSubcommand: Serve.self)
}

enum Version {
    static let text = "0.1.0"
}
