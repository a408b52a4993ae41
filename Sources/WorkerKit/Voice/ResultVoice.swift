import FleetCore
import Messaging
import Telemetry

/// The one voice of a worker process: everything it says goes to one partition, in the order in which it was said,
/// each record sent again until the broker has acknowledged it, before the next.
final class ResultVoice: Sendable {
    private let producer: any RecordProducer
    private let clock: any FleetClock
    private let identifiers: IdentifierSource
    private let logger: Logger
    private let waiting: BoundedChannel<Utterance>
    private let pauses = RetryPolicy(maximumFailures: .max, baseSeconds: 0.1, ceilingSeconds: 5)

    /// - Parameter speakers: how many speak at most at once; each waits for its own words, so the queue never has more.
    init(producer: any RecordProducer, speakers: Int, clock: any FleetClock, identifiers: IdentifierSource, logger: Logger) {
        self.producer = producer
        self.clock = clock
        self.identifiers = identifiers
        self.logger = logger
        waiting = BoundedChannel(capacity: speakers)
    }

    /// Says something and waits until the broker has it. A caller that is cancelled stops waiting; what it said is said all the same.
    /// - Parameter isVital: false gives up where the broker refuses the record for ever; a vital one waits for the topic to be mended.
    /// - Throws: `FleetError`: `record_too_large` (permanent), what `make` threw, `voice_closed` (interrupted).
    func say(
        isVital: Bool = true, acknowledged: @escaping @Sendable () -> Void = {}, _ make: @escaping @Sendable () throws -> OutgoingRecord
    ) async throws {
        let utterance = Utterance(isVital: isVital, make: make, acknowledged: acknowledged)
        guard waiting.offer(utterance) else {
            throw FleetError("voice_closed", .interrupted, "the process says nothing more, or more speak at once than it has speakers")
        }
        try await utterance.wait()
    }

    /// Sends until cancelled.
    /// - Throws: a `fatal` `FleetError` of the broker; `CancellationError`.
    func run() async throws {
        do {
            while let utterance = try await waiting.next() { try await deliver(utterance) }
        } catch {
            silence(FleetError.wrapping(error, during: "saying a result"))
            throw error
        }
    }

    private func deliver(_ utterance: Utterance) async throws {
        var failures = 0
        while true {
            do {
                _ = try await producer.send(try utterance.make())
                utterance.succeed()
                return
            } catch let error as FleetError {
                if error.disposition == .fatal {
                    utterance.fail(error)
                    throw error
                }
                if Self.isHopeless(error) || (!utterance.isVital && error.disposition == .permanent) {
                    utterance.fail(error)
                    return
                }
                failures += 1
                if failures & (failures - 1) == 0 {
                    logger.warning("a result is not acknowledged", ["code": error.code.rawValue, "tries": String(failures)])
                }
                try await clock.sleep(for: pauses.delay(afterFailure: failures, jitter: identifiers.fraction()))
            } catch let error where !(error is CancellationError) {
                utterance.fail(FleetError.wrapping(error, during: "writing a result"))
                return
            } catch {
                utterance.fail(FleetError("voice_closed", .interrupted, "the process was stopped before the broker had it"))
                throw error
            }
        }
    }

    /// No further try changes anything: the record itself is at fault, or the client is closed.
    private static func isHopeless(_ error: FleetError) -> Bool {
        switch error.code {
        case BrokerFailure.recordTooLarge, BrokerFailure.closed, EnvelopeFault.bodyTooLargeCode: true
        default: error.disposition == .bug || error.disposition == .rejected
        }
    }

    private func silence(_ error: FleetError) {
        waiting.close()
        for utterance in waiting.drain() { utterance.fail(error) }
    }
}
