import FleetTesting

/// A move that a machine's table documents, as the history of a run shows it.
struct DocumentedMove: Sendable, Hashable {
    /// `job`, `stage`, `task` or `permit`.
    let machine: String
    let from: String
    let to: String
    /// How the cause begins, where several events make the same move.
    var cause = ""
    /// Why no run can show it: the machine is on its guard against what cannot come. Nil: it must be seen.
    var guards: String? { Coverage.guards[name] }
    /// So rare that it takes the seeds of a release to show it for certain.
    var isRare: Bool { Coverage.rare.contains(name) }

    var name: String { "\(machine): \(from) → \(to)\(cause.isEmpty ? "" : " (\(cause))")" }

    func matches(_ row: StoreEntry) -> Bool {
        row.values["entity"]?.string == machine && row.values["from_state"]?.string == from && row.values["to_state"]?.string == to
            && row.values["cause"]?.string?.hasPrefix(cause) == true
    }
}

/// Which documented moves of the four machines a number of runs has shown.
struct Coverage: Sendable {
    private(set) var visits: [DocumentedMove: Int] = [:]
    /// Moves in a history that no table documents.
    private(set) var undocumented: [String: Int] = [:]

    mutating func add(_ report: RunReport) {
        for row in report.rows("history") {
            guard let entity = row.values["entity"]?.string, Self.machines.contains(entity) else { continue }
            let found = Self.documented.filter { $0.matches(row) }
            for move in found { visits[move, default: 0] += 1 }
            // That a job is there is told as a move of its own.
            let isBirth = entity == "job" && row.values["from_state"] == row.values["to_state"]
            if found.isEmpty, !isBirth {
                let move = "\(entity): \(row.values["from_state"]?.string ?? "") → \(row.values["to_state"]?.string ?? "")"
                undocumented["\(move) (\(row.values["cause"]?.string ?? ""))", default: 0] += 1
            }
        }
    }

    mutating func add(_ other: Coverage) {
        visits.merge(other.visits) { $0 + $1 }
        undocumented.merge(other.undocumented) { $0 + $1 }
    }

    /// Seeds from which on the rare moves are demanded as well.
    static let seedsOfARelease = 10_000

    /// Moves that so many seeds must show and did not.
    func missing(of seeds: Int) -> [DocumentedMove] {
        guard seeds >= 200 else { return [] }
        return Self.documented.filter { $0.guards == nil && visits[$0] == nil && (!$0.isRare || seeds >= Self.seedsOfARelease) }
    }

    /// Moves that were said to be impossible, and were seen.
    var refuted: [DocumentedMove] { Self.documented.filter { $0.guards != nil && visits[$0] != nil } }

    var text: String {
        var lines = Self.documented.map { move in
            let count = visits[move] ?? 0
            let absence = move.guards.map { "not visited (guard: \($0))" } ?? (move.isRare ? "not visited (rare)" : "NOT VISITED")
            return "\(count > 0 ? "visited \(count)" : absence)  \(move.name)"
        }
        lines += undocumented.sorted { $0.key < $1.key }.map { "UNDOCUMENTED \($0.key) \($0.value)" }
        lines.append(
            "transitions visited: \(Self.documented.count { visits[$0] != nil }) of \(Self.documented.count), \(Self.guards.count) are guards")
        return lines.joined(separator: "\n")
    }

    /// Moves that 200 seeds need not show, and 10,000 must.
    static let rare: Set<String> = []

    /// Moves that nothing can lead to: were the impossible to happen, the machine would do the right thing all the same.
    static let guards: [String: String] = [
        "job: waiting → rejected": "whoever refuses is a worker, and what is with a worker does not wait",
        "job: waiting → succeeded": "the last task was dispatched, which ends the waiting",
        "stage: ready → cancelled": "ready lasts no longer than the transaction that makes a stage so",
    ]

    static let machines: Set<String> = ["job", "stage", "task", "permit"]

    private static func moves(_ machine: String, _ list: [(String, [String])]) -> [DocumentedMove] {
        list.flatMap { from, all in all.map { DocumentedMove(machine: machine, from: from, to: $0) } }
    }

    /// The tables of `JobMachine`, `StageMachine`, `WorkTaskMachine` with `GuardedTask`, and `PermitMachine`.
    static let documented: [DocumentedMove] = jobMoves + stageMoves + taskMoves + permitMoves

    private static var jobMoves: [DocumentedMove] {
        let all: [(String, [String])] = [
            ("submitted", ["validating", "running"]), ("validating", ["running", "waiting", "paused", "rejected", "cancelling", "failed"]),
            ("running", ["waiting", "paused", "cancelling", "succeeded", "failed"]),
            ("waiting", ["validating", "running", "paused", "rejected", "cancelling", "succeeded", "failed"]),
            ("paused", ["validating", "running", "rejected", "cancelling", "succeeded", "failed"]),
            ("cancelling", ["rejected", "succeeded", "failed", "cancelled"]),
        ]
        return moves("job", all)
    }

    private static var stageMoves: [DocumentedMove] {
        let all: [(String, [String])] = [
            ("pending", ["ready", "cancelled"]), ("ready", ["running", "skipped", "succeeded", "failed", "cancelled"]),
            ("running", ["succeeded", "failed", "cancelled"]),
        ]
        // A job that is run again takes over what the former one has done.
        let taken = ["succeeded", "skipped"].map { DocumentedMove(machine: "stage", from: "pending", to: $0, cause: "taken over") }
        return moves("stage", all) + taken
    }

    private static var taskMoves: [DocumentedMove] {
        let plain: [(String, [String])] = [
            ("queued", ["dispatched", "cancelled", "failed"]), ("snoozed", ["queued", "cancelled", "failed"]),
            ("dispatched", ["accepted", "cancelled", "failed"]), ("accepted", ["completed", "cancelled", "failed"]),
        ]
        // Several events make the same move: the cause tells them apart.
        let byCause: [(String, String, [String])] = [
            ("dispatched", "queued", ["declined: full", "nobody answered", "the broker was started anew"]),
            ("dispatched", "failed", ["declined: unreadable"]),
            ("accepted", "snoozed", ["failed", "snoozed", "interrupted", "lease expired", "result_unreadable"]),
            ("accepted", "queued", ["interrupted", "lease expired", "failed: searched_in_vain"]),
            ("accepted", "failed", ["failed", "lease expired"]),
        ]
        let told = byCause.flatMap { from, to, causes in
            causes.map { DocumentedMove(machine: "task", from: from, to: to, cause: $0) }
        }
        return moves("task", plain) + told
    }

    private static var permitMoves: [DocumentedMove] {
        let all: [(String, [String])] = [
            ("none", ["reserved", "released"]), ("reserved", ["granted", "released"]),
            ("granted", ["settled", "reserved", "released", "unknown"]),
            ("unknown", ["adopted", "needs_review", "settled", "reserved", "released"]), ("needs_review", ["settled", "released"]),
            ("settled", ["needs_review"]), ("adopted", ["needs_review"]), ("released", ["needs_review"]),
        ]
        return moves("permit", all)
    }
}
