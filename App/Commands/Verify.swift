import ArgumentParser
import Foundation
import House
import Storage

struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract:
            "Re-prove what a live database promises, and print what was checked. Exit status 1 when something does not hold."
    )
    @Argument(parsing: .captureForPassthrough) var flags: [String] = []

    func run() async throws {
        let settings = try await Command.settings(flags)
        try await Command.reporting {
            let composition = try await Command.composition(settings)
            var faults = 0
            for proof in composition.all.flatMap({ $0.proofs }) {
                let (checked, found) = try await composition.house.store.read(proof.check)
                let notes = try await composition.house.store.read(proof.notes)
                print("\(found.isEmpty ? "holds" : "BROKEN"): \(proof.promise) (\(checked) rows)")
                for fault in found.prefix(20) { print("  \(fault)") }
                for note in notes { print("  note: \(note)") }
                faults += found.count
            }
            print("verify: \(faults) faults")
            await composition.house.store.close()
            if faults > 0 { throw ExitCode(1) }
        }
    }
}
