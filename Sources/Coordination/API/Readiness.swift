import FleetCore
import JSON

/// The checks behind `/readyz`: each says what is wrong, or nothing.
public struct Readiness: Sendable {
    /// One thing that must be well.
    public struct Check: Sendable {
        let name: String
        let run: @Sendable () async -> FleetError?

        /// - Parameter run: nil: it is well.
        public init(_ name: String, _ run: @escaping @Sendable () async -> FleetError?) {
            self.name = name
            self.run = run
        }
    }

    private let checks: [Check]
    private let clock: any FleetClock
    /// A check that takes longer has failed: a probe must not hang with what it probes.
    private static let patience = Duration.seconds(2)

    public init(_ checks: [Check], clock: any FleetClock) {
        self.checks = checks
        self.clock = clock
    }

    /// What is wrong, by the name of the check; empty: ready.
    func troubles() async -> [(name: String, error: FleetError)] {
        var found: [(name: String, error: FleetError)] = []
        for check in checks {
            do {
                let error = try await clock.withTimeout(Self.patience, waitingFor: check.name) { await check.run() ?? Self.fine }
                if error != Self.fine { found.append((check.name, error)) }
            } catch {
                found.append((check.name, FleetError.wrapping(error, during: check.name)))
            }
        }
        return found
    }

    private static let fine = FleetError("fine", .transient, "")
}
