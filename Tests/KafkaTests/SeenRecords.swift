import FleetCore
import Messaging
import Synchronization

/// Which records anybody has read: each counts once, however often it is read again after a rebalance.
final class SeenRecords: Sendable {
    private let places = Mutex<Set<String>>([])
    private let wanted: Int
    let complete = Signal()

    init(until wanted: Int) { self.wanted = wanted }

    var count: Int { places.withLock { $0.count } }

    func note(_ record: Record) {
        let count = places.withLock { places in
            places.insert("\(record.source)@\(record.offset)")
            return places.count
        }
        if count >= wanted { complete.set() }
    }
}
