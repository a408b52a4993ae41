import FleetCore
import Messaging
import Synchronization
import Telemetry

/// Reads control from the end offset that stood there before the first task, and hands permits and stops to the executions that they name.
final class ControlReader: Sendable {
    private let consumer: any AssignedConsumer
    private let fleet: FleetID
    private let ledger: ExecutionLedger
    private let clock: any FleetClock
    private let logger: Logger
    private let reader = EnvelopeReader()
    private let highest = Mutex(Term(0))

    static let partition = TopicPartition(topic: FleetTopics.control, partition: 0)

    init(consumer: any AssignedConsumer, fleet: FleetID, ledger: ExecutionLedger, clock: any FleetClock, logger: Logger) {
        self.consumer = consumer
        self.fleet = fleet
        self.ledger = ledger
        self.clock = clock
        self.logger = logger
    }

    /// Reads until the consumer is closed.
    func run() async throws {
        // Kept until it worked: a reader whose assignment failed once would hear neither permits nor stops any more.
        var needsAssignment = false
        while true {
            do {
                if needsAssignment {
                    try await consumer.assign([Self.partition: .end])
                    needsAssignment = false
                    ledger.bell.urgent()
                }
                guard let event = try await consumer.next(limit: 256) else { return }
                switch event {
                case .records(let records):
                    for record in records { take(record) }
                case .outOfRange:
                    // What was missed is asked for again: a beat is answered with the stops that still hold.
                    logger.notice("control went on without this worker; reading goes on at its end")
                    needsAssignment = true
                }
            } catch let error as FleetError where error.disposition == .transient || error.code == BrokerFailure.topicUnknown {
                logger.warning("control cannot be read", ["code": error.code.rawValue])
                try await clock.sleep(for: .seconds(1))
            }
        }
    }

    private func take(_ record: Record) {
        do {
            let envelope = try reader.envelope(record)
            switch envelope.messageType {
            case .permitGranted:
                let answer = try envelope.decode(PermitAnswer.self)
                guard isCurrent(answer.fleet, answer.term) else { return }
                ledger.find(answer.token)?.take(.granted(answer.intent, createNumber: answer.createNumber))
            case .permitDenied:
                let answer = try envelope.decode(PermitAnswer.self)
                guard isCurrent(answer.fleet, answer.term) else { return }
                ledger.find(answer.token)?.take(.denied(reason: answer.reason))
            case .executionStop:
                let stop = try envelope.decode(ExecutionStop.self)
                guard isCurrent(stop.fleet, stop.term) else { return }
                ledger.find(stop.token)?.stop(stop.reason == .fenced ? .fenced : .cancelled)
            case .termStarted:
                let start = try envelope.decode(TermStarted.self)
                guard isCurrent(start.fleet, start.term) else { return }
                ledger.bell.urgent()
            default: return
            }
        } catch {
            let code = (error as? FleetError)?.code.rawValue ?? "unexpected"
            logger.warning("a control message cannot be read", ["code": code, "offset": String(record.offset)])
        }
    }

    /// False for another fleet's message, and for one of a coordinator that was deposed.
    private func isCurrent(_ sender: FleetID, _ term: Term) -> Bool {
        guard sender == fleet else { return false }
        return highest.withLock { highest in
            guard term >= highest else { return false }
            highest = term
            return true
        }
    }
}
