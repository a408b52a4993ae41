import FleetCore
import Messaging
import Synchronization

/// One thing that a process says, until the broker has it.
final class Utterance: Sendable {
    /// Makes the record anew for each try, so that a beat that waited tells what is so now.
    let make: @Sendable () throws -> OutgoingRecord
    /// False: given up when the broker refuses it for ever.
    let isVital: Bool
    /// Called once, before anything later is said.
    let acknowledged: @Sendable () -> Void
    private let ended = Signal()
    private let failure = Mutex<FleetError?>(nil)

    init(isVital: Bool, make: @escaping @Sendable () throws -> OutgoingRecord, acknowledged: @escaping @Sendable () -> Void) {
        self.isVital = isVital
        self.make = make
        self.acknowledged = acknowledged
    }

    func succeed() {
        acknowledged()
        ended.set()
    }

    func fail(_ error: FleetError) {
        failure.withLock { $0 = error }
        ended.set()
    }

    /// Returns once the broker has it.
    func wait() async throws {
        try await ended.wait()
        if let error = failure.withLock({ $0 }) { throw error }
    }
}
