import Foundation

/// The engines that a test runs on: `@Test(arguments: TestEngine.available)`.
package enum TestEngine: String, CaseIterable, Sendable {
    case sqlite
    case postgres

    /// Both, always: a PostgreSQL that is not there fails the tests instead of hiding them.
    package static var available: [TestEngine] { allCases }

    /// The address of the private cluster, from `DAYBOOK_TEST_POSTGRES`. Throws `NoCluster` when `bin/test` did not start one.
    package static func cluster() throws -> String {
        guard let address = ProcessInfo.processInfo.environment["DAYBOOK_TEST_POSTGRES"], !address.isEmpty else {
            throw NoCluster()
        }
        return address
    }
}

package struct NoCluster: Error, CustomStringConvertible {
    package let description = """
        DAYBOOK_TEST_POSTGRES names no PostgreSQL: run the tests with bin/test, which starts a private one \
        (or bin/postgres start DIR, and export what it prints)
        """
}
