import FleetCore
import Providers

/// A provider as one simulated trainer sees it: calls that never leave, calls that arrive and whose answers do not come back.
public struct SimulatedProvider: FineTuningProvider {
    public let name: String
    public let idempotency: ProviderIdempotency
    let book: ProviderBook
    let gate: SeamGate
    /// The job behind the calls; part of their names.
    let job: String

    private static let refusal = FleetError(ProviderFailure.notSent, .transient, "the simulated provider was not reached")
    private static let doubt = FleetError(ProviderFailure.noAnswer, .transient, "the simulated provider's answer was lost")

    public init(name: String, book: ProviderBook, gate: SeamGate, job: String = "", idempotency: ProviderIdempotency = .searchableMetadata) {
        self.name = name
        self.book = book
        self.gate = gate
        self.job = job
        self.idempotency = idempotency
    }

    private var now: Duration { gate.node.scheduler.elapsed }

    /// The same, as one job's work sees it.
    public func asked(by job: String) -> SimulatedProvider {
        SimulatedProvider(name: name, book: book, gate: gate, job: job, idempotency: idempotency)
    }

    private func ask<Value: Sendable>(_ operation: String, _ body: () throws -> Value) async throws -> Value {
        try await gate.pass("provider.\(operation) \(job)", refusal: Self.doubt, doubt: Self.doubt) { try body() }
    }

    public func upload(_ file: TrainingFile) async throws -> RemoteFile { try await ask("upload") { RemoteFile(id: book.upload()) } }

    /// The chargeable call. A dead process sends nothing; one that stood still sends all the same when it goes on.
    public func create(_ request: FineTuningRequest, intent: IntentKey) async -> CreateOutcome {
        let fault = gate.decide("provider.create \(job)")
        do { try await gate.before(fault) } catch { return .notSent(Self.refusal) }
        switch fault {
        case .failLate: return .notSent(Self.refusal)
        case .refuse: return refused(intent, nil)
        case .throttle(let pause): return refused(intent, pause)
        case .failBefore:
            let chance = gate.director.fraction()
            if chance < 0.4 { return .notSent(Self.refusal) }
            if chance < 0.7 { return .unknown(Self.doubt) }
            return refused(intent, chance < 0.95 ? .seconds(5) : nil)
        default: break
        }
        let id = book.create(intent, mark: request.fleetMark, at: now, wall: gate.node.clock.wallTime())
        gate.note("creates \(id) for \(intent)")
        do { try await gate.after(fault) } catch { return .unknown(Self.doubt) }
        return fault == .failAfter ? .unknown(Self.doubt) : .created(FineTuningHandle(provider: name, id: id))
    }

    /// - Parameter pause: after which it may be asked again; nil: never.
    private func refused(_ intent: IntentKey, _ pause: Duration?) -> CreateOutcome {
        book.refuse(intent)
        guard let pause else { return .refused(FleetError("provider_refuses", .permanent, "the simulated provider does not do this")) }
        return .refused(FleetError("provider_busy", .throttled, "the simulated provider asks to come back later", retryAfter: pause))
    }

    public func living(markedBy mark: String, after: String?, pages: Int) async throws -> RemoteListing {
        try await ask("living") { book.living(markedBy: mark, after: after, at: now) }
    }

    public func find(_ intent: IntentKey) async throws -> FineTuningHandle? {
        try await ask("find") { book.find(intent, at: now).map { FineTuningHandle(provider: name, id: $0) } }
    }

    public func status(of handle: FineTuningHandle, events: Int) async throws -> FineTuningStatus {
        try await ask("status") { try book.status(of: handle.id, at: now) }
    }

    public func cancel(_ handle: FineTuningHandle) async throws { try await ask("cancel") { try book.cancel(handle.id, at: now) } }
}
