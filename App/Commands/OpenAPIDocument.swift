import ArgumentParser
import Foundation
import House
import Storage
import Web

struct OpenAPIDocument: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "openapi", abstract: "Print the API's description (OpenAPI 3.1).")
    @Argument(parsing: .captureForPassthrough) var flags: [String] = []

    func run() async throws {
        let settings = try await Command.settings(flags)
        try await Command.reporting {
            let composition = try await Command.composition(settings)
            print(OpenAPI.document(composition.site.endpoints, version: Version.text, server: settings.address).text)
            await composition.house.store.close()
        }
    }
}
