import Coordination
import FleetCore
import FleetTesting
import Foundation
import JSON
import Messaging
import Testing

@Suite("Poison on the wire", .serialized)
struct EmbeddedPoisonTests {
    @Test func everyMessageIsPutAsideWithItsOriginAndTheOneBehindItGoesThrough() async throws {
        try await PoisonedFleet.run { fleet in
            let categories: [PoisonCategory] = [.encodings, .structure, .duplicates, .headers]
            var expected: [Int64: String] = [:]
            var neighbours: Set<Int64> = []
            for category in categories {
                for (index, poison) in category.cases.enumerated() {
                    let offset = try await fleet.send(poison.body, headers: poison.headers)
                    switch poison.expectation {
                    case .accepted: neighbours.insert(offset)
                    case .refused(let code): expected[offset] = code
                    }
                    neighbours.insert(try await fleet.send(Array(PoisonCorpus.document("\(category)-\(index)-neighbour").utf8)))
                }
            }
            #expect(expected.count > 200)
            let letters = try await fleet.letters(expected.count)
            #expect(letters.count == expected.count)
            for (offset, code) in expected {
                #expect(letters[offset]?.reason.rawValue == code, "\(offset)")
            }
            #expect(try await fleet.awaitJobs(neighbours) == neighbours)
        }
    }

    /// Prints what a message behind poison waits, beside one behind a good message and one alone, for the documents; asserts nothing about time.
    @Test(.enabled(if: ProcessInfo.processInfo.environment["MODELOPS_MEASURE_POISON"] != nil, "set MODELOPS_MEASURE_POISON=1 to measure"))
    func whatANeighbourWaits() async throws {
        let rounds = Int(ProcessInfo.processInfo.environment["MODELOPS_MEASURE_POISON"] ?? "") ?? 1
        let poison = [PoisonCategory.numbers, .literals, .strings, .structure, .encodings, .duplicates, .documents, .limits]
            .flatMap(\.cases).filter { $0.expectation != .accepted }
        try await PoisonedFleet.run { fleet in
            var waits: [[Duration]] = [[], [], []]
            for round in 0..<max(rounds, 1) {
                for (index, message) in poison.enumerated() {
                    // In turns, so that all meet the same machine.
                    waits[0].append(try await fleet.latency(of: "alone-\(round)-\(index)"))
                    _ = try await fleet.send(Array(PoisonCorpus.document("good-\(round)-\(index)").utf8))
                    waits[1].append(try await fleet.latency(of: "behind-good-\(round)-\(index)"))
                    _ = try await fleet.send(message.body, headers: message.headers)
                    waits[2].append(try await fleet.latency(of: "behind-poison-\(round)-\(index)"))
                }
            }
            func milliseconds(_ list: [Duration], _ share: Double) -> Double {
                let sorted = list.sorted()
                return (sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))].inSeconds * 100_000).rounded() / 100
            }
            for (name, list) in zip(["alone", "behind a good message", "behind poison"], waits) {
                print("neighbour \(name): n = \(list.count), p50 \(milliseconds(list, 0.5)) ms, p99 \(milliseconds(list, 0.99)) ms")
            }
            let ratio = milliseconds(waits[2], 0.99) / max(milliseconds(waits[1], 0.99), 0.01)
            print("neighbour's p99 behind poison, to that behind a good message: \((ratio * 100).rounded() / 100)")
        }
    }
}
