import Messaging
import Synchronization

/// Which executions were answered already.
final class TokenSet: Sendable {
    private let tokens = Mutex<Set<ExecutionToken>>([])

    func contains(_ token: ExecutionToken) -> Bool { tokens.withLock { $0.contains(token) } }
    func insert(_ token: ExecutionToken) { tokens.withLock { _ = $0.insert(token) } }
}
