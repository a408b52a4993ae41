import FleetTesting

/// A move that a machine's table documents, as the history of a run shows it.
struct DocumentedMove: Sendable, Hashable {
    /// `job`, `stage`, `task` or `permit`.
    let machine: String
    let from: String
    let to: String
    /// How the cause begins, where several events make the same move.
    var cause = ""
    /// Why no run can show it; nil: every move that can happen must be seen.
    var unreachable: String?
    /// Possible, and so rare that 200 seeds need not show it.
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

    /// Moves that must be seen in 200 seeds and were not.
    var missing: [DocumentedMove] { Self.documented.filter { $0.unreachable == nil && !$0.isRare && visits[$0] == nil } }

    var text: String {
        var lines = Self.documented.map { move in
            let count = visits[move] ?? 0
            return
                "\(count > 0 ? "visited \(count)" : move.unreachable.map { "not visited (\($0))" } ?? (move.isRare ? "not visited (rare)" : "NOT VISITED"))  \(move.name)"
        }
        lines += undocumented.sorted { $0.key < $1.key }.map { "UNDOCUMENTED \($0.key) \($0.value)" }
        let seen = Self.documented.filter { visits[$0] != nil }.count
        lines.append("transitions visited: \(seen) of \(Self.documented.count)")
        return lines.joined(separator: "\n")
    }

    static let rare: Set<String> = [
        "job: waiting → rejected", "job: waiting → succeeded", "job: waiting → failed", "job: paused → rejected", "job: paused → failed",
        "job: cancelling → rejected", "job: cancelling → succeeded", "job: cancelling → failed", "stage: ready → failed", "stage: ready → cancelled",
        "stage: running → skipped", "task: queued → failed", "task: snoozed → failed", "task: accepted → snoozed (interrupted)",
        "permit: reserved → released", "permit: granted → released", "permit: unknown → reserved", "permit: unknown → released",
        "permit: needs_review → settled", "permit: unknown → settled", "permit: none → released", "permit: unknown → needs_review",
        "permit: needs_review → released", "job: paused → succeeded", "task: accepted → snoozed (result_unreadable)",
        "permit: settled → needs_review", "permit: adopted → needs_review",
    ]

    static let machines: Set<String> = ["job", "stage", "task", "permit"]

    private static func moves(_ machine: String, _ list: [(String, [String])]) -> [DocumentedMove] {
        list.flatMap { from, all in all.map { DocumentedMove(machine: machine, from: from, to: $0) } }
    }

    /// The tables of `JobMachine`, `StageMachine`, `WorkTaskMachine` with `GuardedTask`, and `PermitMachine`.
    static let documented: [DocumentedMove] = jobMoves + stageMoves + taskMoves + permitMoves

    private static var jobMoves: [DocumentedMove] {
        let unreachable: [DocumentedMove] = [
            DocumentedMove(
                machine: "job", from: "submitted", to: "rejected",
                unreachable: "a message that is rejected at once becomes no job"),
            DocumentedMove(
                machine: "job", from: "submitted", to: "running", unreachable: "the intake validates first; kept for callers of the machine"),
            DocumentedMove(machine: "job", from: "submitted", to: "cancelling", unreachable: "submitted, validated and started in one transaction"),
            DocumentedMove(machine: "job", from: "submitted", to: "failed", unreachable: "as above"),
        ]
        let others: [(String, [String])] = [
            ("submitted", ["validating"]), ("validating", ["running", "waiting", "paused", "rejected", "cancelling", "failed"]),
            ("running", ["waiting", "paused", "cancelling", "succeeded", "failed"]),
            ("waiting", ["validating", "running", "paused", "rejected", "cancelling", "succeeded", "failed"]),
            ("paused", ["validating", "running", "rejected", "cancelling", "succeeded", "failed"]),
            ("cancelling", ["rejected", "succeeded", "failed", "cancelled"]),
        ]
        return unreachable + moves("job", others)
    }

    private static var stageMoves: [DocumentedMove] {
        let all: [(String, [String])] = [
            ("pending", ["ready", "cancelled"]), ("ready", ["running", "skipped", "succeeded", "failed", "cancelled"]),
            ("running", ["succeeded", "skipped", "failed", "cancelled"]),
        ]
        return moves("stage", all)
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
            ("accepted", "queued", ["interrupted", "lease expired"]),
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
            ("settled", ["needs_review"]), ("adopted", ["needs_review"]),
        ]
        return moves("permit", all)
    }
}
