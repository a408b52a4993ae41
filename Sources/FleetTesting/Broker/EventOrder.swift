import Messaging
import Synchronization

/// Notes in which order a group member was told of revoke and assignment.
final class EventOrder: Sendable {
    private let told = Mutex<[Bool]>([])

    func note(_ event: GroupEvent) {
        switch event {
        case .revoked: told.withLock { $0.append(false) }
        case .assigned: told.withLock { $0.append(true) }
        case .records: break
        }
    }

    var wasRevokedBeforeAssigned: Bool { told.withLock { $0.first == false && $0.contains(true) } }
}
