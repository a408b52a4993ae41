import FleetCore
import Messaging
import Telemetry

/// The one voice of a worker process: everything it says goes to one partition, in the order in which it was said,
/// each record sent again until the broker has acknowledged it, before the next. Outcomes that wait behind each other leave together.
final class ResultVoice: Sendable {
    private let producer: any RecordProducer
    private let clock: any FleetClock
    private let identifiers: IdentifierSource
    private let logger: Logger
    private let waiting: BoundedChannel<Utterance>
    /// Outcomes that leave together at most.
    private static let together = 64
    private let pauses = RetryPolicy(maximumFailures: .max, baseSeconds: 0.1, ceilingSeconds: 5)

    /// - Parameter speakers: how many speak at most at once; each waits for its own words, so the queue never has more.
    init(producer: any RecordProducer, speakers: Int, clock: any FleetClock, identifiers: IdentifierSource, logger: Logger) {
        self.producer = producer
        self.clock = clock
        self.identifiers = identifiers
        self.logger = logger
        waiting = BoundedChannel(capacity: speakers)
    }

    /// How much waits to be said.
    var waitingCount: Int { waiting.count }

    /// Says something and waits until the broker has it. A caller that is cancelled stops waiting; what it said is said all the same.
    /// - Parameter isVital: false gives up where the broker refuses the record for ever; a vital one waits for the topic to be mended.
    /// - Parameter isOutcome: whether it is how an execution ended.
    /// - Throws: `FleetError`: `record_too_large` (permanent), what `make` threw, `voice_closed` (interrupted).
    func say(
        isVital: Bool = true, isOutcome: Bool = false, acknowledged: @escaping @Sendable () -> Void = {},
        _ make: @escaping @Sendable () throws -> OutgoingRecord
    ) async throws {
        let utterance = Utterance(isVital: isVital, isOutcome: isOutcome, make: make, acknowledged: acknowledged)
        guard waiting.offer(utterance) else {
            throw FleetError("voice_closed", .interrupted, "the process says nothing more, or more speak at once than it has speakers")
        }
        try await utterance.wait()
    }

    /// Sends until cancelled.
    /// - Throws: a `fatal` `FleetError` of the broker; `CancellationError`.
    func run() async throws {
        var taken: ArraySlice<Utterance> = []
        do {
            while true {
                if taken.isEmpty {
                    guard let next = try await waiting.next() else { return }
                    taken = [next] + waiting.drain(limit: Self.together - 1)
                }
                let company = taken.prefix { $0.isOutcome }
                let first = taken[taken.startIndex]
                taken = taken.dropFirst(max(company.count, 1))
                if company.count > 1 { try await deliver(together: Array(company)) } else { try await deliver(first) }
            }
        } catch {
            let cause = FleetError.wrapping(error, during: "saying a result")
            for utterance in taken { utterance.fail(cause) }
            silence(cause)
            throw error
        }
    }

    /// Outcomes in one company; what does not get through is said again, one after the other.
    private func deliver(together outcomes: [Utterance]) async throws {
        var records: [OutgoingRecord] = []
        var alone: [Utterance] = []
        var company: [Utterance] = []
        for outcome in outcomes {
            do {
                records.append(try outcome.make())
                company.append(outcome)
            } catch { alone.append(outcome) }
        }
        for (outcome, result) in zip(company, await producer.send(all: records)) {
            if case .success = result { outcome.succeed() } else { alone.append(outcome) }
        }
        for (index, outcome) in alone.enumerated() {
            do { try await deliver(outcome) } catch {
                for left in alone[(index + 1)...] { left.fail(FleetError.wrapping(error, during: "saying a result")) }
                throw error
            }
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
