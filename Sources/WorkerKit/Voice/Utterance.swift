import FleetCore
import Messaging
import Synchronization

/// One thing that a process says, until the broker has it.
final class Utterance: Sendable {
    /// Makes the record anew for each try, so that a beat that waited tells what is so now.
    let make: @Sendable () throws -> OutgoingRecord
    /// False: given up when the broker refuses it for ever.
    let isVital: Bool
    /// Whether it may leave in one company with others of its kind, without waiting for their acknowledgements: the end of one execution has
    /// nothing to do with the end of another.
    let isOutcome: Bool
    /// Called once, before anything later is said, but for outcomes that left with it.
    let acknowledged: @Sendable () -> Void
    private let ended = Signal()
    private let failure = Mutex<FleetError?>(nil)

    init(
        isVital: Bool, isOutcome: Bool = false, make: @escaping @Sendable () throws -> OutgoingRecord, acknowledged: @escaping @Sendable () -> Void
    ) {
        self.isVital = isVital
        self.isOutcome = isOutcome
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
