import FleetCore
import FleetTesting
import Foundation
import JSON
import Synchronization

/// Many seeds, each a world of its own, on as many threads as there are cores to spare.
final class SeedRun: Sendable {
    struct Tally: Sendable {
        var runs = 0
        var failures: [(seed: UInt64, text: String)] = []
        var coverage = Coverage()
        var steps = 0
        var virtualSeconds = 0.0
        var faults: [String: Int] = [:]
        var submits = 0
        var lost = 0
        var creates = 0
        var doubleCreates = 0
        var reviews = 0
        /// After the healing, until the first job ended: the longest.
        var slowestProgress = 0.0
        /// From the healing until the last job had ended: the longest.
        var slowestEnd = 0.0
    }

    private let seeds: Range<UInt64>
    private let next: Mutex<UInt64>
    private let tally = Mutex(Tally())
    private let interval: Int
    private let scenario: @Sendable (UInt64) -> Scenario

    /// - Parameter interval: of seeds, after which a line tells how far the run is; 0: none.
    init(_ seeds: Range<UInt64>, tellingEvery interval: Int = 0, _ scenario: @escaping @Sendable (UInt64) -> Scenario = { Scenario.drawn($0) }) {
        self.seeds = seeds
        self.scenario = scenario
        self.interval = interval
        next = Mutex(seeds.lowerBound)
    }

    /// Runs all of them.
    func run(threads: Int = 2) async throws -> Tally {
        let ended = (0..<max(threads, 1)).map { _ in Signal() }
        for signal in ended {
            DedicatedThread.start("simulation") {
                while let seed = self.take() { self.run(seed) }
                signal.set()
            }
        }
        for signal in ended { try await signal.wait() }
        return tally.withLock { $0 }
    }

    private func take() -> UInt64? {
        next.withLock { next in
            guard next < seeds.upperBound else { return nil }
            defer { next += 1 }
            return next
        }
    }

    private func add(_ report: RunReport, seed: UInt64) -> (runs: Int, failed: Int) {
        tally.withLock { tally in
            tally.add(report, seed: seed)
            return (tally.runs, tally.failures.count)
        }
    }

    private static func tell(_ text: String) { FileHandle.standardOutput.write(Data(text.utf8)) }

    private func run(_ seed: UInt64) {
        do {
            let report = try FleetWorld(scenario(seed)).run()
            let (runs, failed) = add(report, seed: seed)
            if interval > 0, runs % interval == 0 { Self.tell("simulation: \(runs) of \(seeds.count) seeds, \(failed) failed\n") }
            // At once, and past the buffer of a pipe: a run of many seeds is long.
            if !report.isClean {
                Self.tell("simulation: seed \(seed) failed; MODELOPS_SIMULATION_SEED=\(seed) replays it\n\(report.text)\n")
            }
        } catch { tally.withLock { $0.failures.append((seed, "\(error)")) } }
    }
}

extension SeedRun.Tally {
    mutating func add(_ report: RunReport, seed: UInt64) {
        runs += 1
        steps += report.steps
        virtualSeconds += report.virtualTime.inSeconds
        coverage.add(report)
        faults.merge(report.faults) { $0 + $1 }
        submits += report.ledgers.submits.count { $0.answer == .acknowledged }
        lost += report.verdict.violations(of: .nothingLost).count { $0.anomaly == "lost_job" || $0.anomaly == "job_without_end" }
        creates += report.ledgers.calls.count { $0.operation == .create && $0.isAccepted }
        doubleCreates += report.verdict.violations(of: .money).count { $0.anomaly == "double_create" }
        reviews += report.verdict.remarks["intents that a person must look at"] ?? 0
        if let healed = report.healedAt, let first = report.firstEndAfterHealing {
            slowestProgress = max(slowestProgress, (first - healed).inSeconds)
        }
        if let healed = report.healedAt, let ended = report.endedAt { slowestEnd = max(slowestEnd, (ended - healed).inSeconds) }
        if !report.isClean { failures.append((seed, report.text)) }
    }

    /// The rows of a results file.
    func rows(seconds: Double) -> [JSONValue] {
        func row(_ scenario: String, _ violations: Int, _ figure: Double, _ unit: String, _ limit: Double?) -> JSONValue {
            [
                "scenario": .string(scenario), "runs": .integer(Int64(runs)), "violations": .integer(Int64(violations)), "figure": .number(figure),
                "unit": .string(unit), "limit": limit.map { .number($0) } ?? .null,
            ]
        }
        return [
            row("simulation: seeds with a violation", failures.count, Double(failures.count), "seeds", 0),
            row("simulation: accepted jobs lost", lost, Double(lost), "of \(submits) accepted jobs", 0),
            row("simulation: duplicate chargeable creates", doubleCreates, Double(doubleCreates), "of \(creates) creates", 0),
            row("simulation: intents handed to a person", 0, Double(reviews), "of \(creates) creates", nil),
            row("simulation: longest time from healing to the end of a job", 0, slowestProgress, "virtual seconds", nil),
            row("simulation: longest time from healing to the end of all jobs", 0, slowestEnd, "virtual seconds", nil),
            row("simulation: speed", 0, Double(runs) / max(seconds, 0.001), "seeds per second", nil),
            row(
                "simulation: transitions visited", coverage.missing(of: runs).count, Double(coverage.visits.count),
                "of \(Coverage.documented.count), \(Coverage.guards.count) of them guards", nil),
        ]
    }
}
