import FleetCore
import Synchronization

/// The name under which the sessions of one store stand in `pg_stat_activity`: the reign they belong to, so that a successor can end them.
final class SessionLabel: Sendable {
    private let term = Mutex<Term?>(nil)

    var text: String { term.withLock { $0.map(Self.text) } ?? "modelops" }

    func set(_ reign: Term) { term.withLock { $0 = reign } }

    static func text(for term: Term) -> String { "modelops term \(term)" }
}
