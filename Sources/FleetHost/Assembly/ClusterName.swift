import Synchronization

/// The broker's cluster id, or the incarnation of a broker that lives in memory: part of the identity of a message that brings none.
final class ClusterName: Sendable {
    private let name: Mutex<String?>

    init(_ name: String?) { self.name = Mutex(name) }

    /// Empty until it was learned; nothing is read from a broker before.
    var current: String { name.withLock { $0 ?? "" } }
    var isKnown: Bool { name.withLock { $0 != nil } }

    func learn(_ name: String) { self.name.withLock { $0 = name } }
}
