import Testing

@testable import daybook

/// What an operator is shown of the settings.
@Suite struct SettingsTests {
    private func settings(_ changes: [Setting: String]) throws -> Settings {
        try Settings(Setting.allCases.reduce(into: [:]) { $0[$1] = $1.fallback }.merging(changes) { $1 })
    }

    @Test func `no secret is printed, whatever it looks like`() throws {
        for secret in ["hunter:2/3", "sqlite:hunter2", "https://hunter2/", "hunter2"] {
            #expect(try !settings([.smtpPassword: secret]).printed.contains("hunter"), "\(secret)")
        }
        let urls = [
            "postgresql://daybook:hunter2@db.example.org/daybook",
            "postgresql://db.example.org/daybook?password=hunter2",
            "postgresql://db.example.org/daybook?user=a&sslpassword=hunter2", "postgres://daybook:hunter2@[::1/x",
            "postgresql://daybook:hunter2@db1.example.org:5432,db2.example.org:5432/daybook",
        ]
        for url in urls { #expect(try !settings([.databaseURL: url]).printed.contains("hunter"), "\(url)") }
        let shown = try settings([.databaseURL: "postgresql://daybook:x@db.example.org/daybook?sslmode=verify-full"])
            .printed
        #expect(shown.contains("@db.example.org/daybook?sslmode=verify-full"))
        #expect(
            try settings([.databaseURL: "sqlite:data/x.sqlite"]).printed.contains("DATABASE_URL=sqlite:data/x.sqlite"))
    }

    @Test func `a database elsewhere without a proof of who it is is warned of`() throws {
        func warnings(_ url: String, _ environment: [String: String] = [:]) throws -> Int {
            try settings([.databaseURL: url]).warnings(environment).count
        }
        for url in [
            "sqlite:x", "postgresql://localhost/x", "postgresql:///x", "postgresql://127.0.0.1:5432/x",
            "postgresql://[::1]/x",
            "postgresql:///x?host=/run/postgresql", "postgresql://db.example.org/x?sslmode=verify-full",
        ] { #expect(try warnings(url) == 0, "\(url)") }
        for url in [
            "postgresql://db.example.org/x", "postgresql://db.example.org/x?sslmode=require",
            "postgresql:///x?host=db.example.org", "postgresql://localhost/x?hostaddr=192.0.2.7",
        ] { #expect(try warnings(url) == 1, "\(url)") }
        #expect(try warnings("postgresql://db.example.org/x", ["PGSSLMODE": "verify-full"]) == 0)
    }
}
