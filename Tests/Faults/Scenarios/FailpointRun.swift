import FleetCore
import FleetTesting
import Testing

/// One failpoint, hit by one process of a fleet: the process dies there, another one comes, and the job ends well all the same.
struct FailpointRun: Sendable {
    /// Who goes on.
    enum Succession: String, Sendable, CaseIterable {
        /// A new process, at once.
        case atOnce
        /// A new process, once the lease of what was held has ended.
        case afterLease
        /// A second one that was there all the time.
        case withSecond
    }

    let fleet: FaultFleet
    let kind: String
    let point: Failpoint
    let succession: Succession

    init(_ fleet: FaultFleet, _ kind: String, _ point: Failpoint, _ succession: Succession) {
        self.fleet = fleet
        self.kind = kind
        self.point = point
        self.succession = succession
    }

    /// Kills at the Nth hit, for N = 1, 2, ... until a job goes through untouched.
    /// - Returns: how many kills there were.
    @discardableResult
    func untilUntouched(_ work: FaultFleet.Kind = .data, shards: Int = 3, most: Int = 60) async throws -> Int {
        for turn in 1...most where try await !once(turn: turn, work, shards: shards, mustHit: turn == 1) { return turn - 1 }
        return most
    }

    /// - Returns: whether the point was hit.
    @discardableResult
    func once(turn: Int, _ work: FaultFleet.Kind = .data, shards: Int = 3, mustHit: Bool = true) async throws -> Bool {
        let key = "\(point.rawValue)@\(turn)-\(succession.rawValue)"
        for old in fleet.running(kind) { _ = try await old.stop() }
        if succession == .withSecond { try fleet.start(kind) }
        let armed = try fleet.start(kind, failpoint: "\(point.rawValue)@\(turn)")
        try await fleet.submit(key, work, shards: shards)
        var wasHit = try await fleet.wasKilled(armed, orEnded: key)
        // Beside a second one it may come too late for many jobs: the group hands it partitions seconds after its start. Several at a time: one
        // task after the other would all go to the same worker.
        let patience = fleet.clock.now() + .seconds(60)
        var more = 0
        while mustHit, !wasHit, succession == .withSecond, fleet.clock.now() < patience {
            more += 1
            let keys = (0..<4).map { "\(key)-\(more)-\($0)" }
            try await fleet.submit(keys, work, shards: shards)
            wasHit = try await fleet.wasKilled(armed, orEnded: keys[3])
            for key in keys { try await endsWell(key, work) }
        }
        if mustHit, !wasHit { throw FleetError("failpoint_missed", .permanent, "\(key) was never hit") }
        if wasHit {
            if succession == .afterLease { try await fleet.clock.sleep(for: .seconds(4)) }
            if succession != .withSecond { try fleet.start(kind) }
            try await endsWell(key, work)
        }
        return wasHit
    }

    /// A trainer that dies with a permit in its hands leaves nobody who knows whether it has used it: such a job ends before a person.
    private func endsWell(_ key: String, _ work: FaultFleet.Kind) async throws {
        let end = try await fleet.ends(of: [key]).first
        if kind == "trainer", work == .tuned, end?["error"]?["code"]?.string == "needs_review" { return }
        try await fleet.succeed(key)
    }
}
