import CRDKafka
import FleetCore
import Messaging
import Synchronization

/// The one thread that serves a producer: reports, errors, and a new client after a fatal error.
final class ProducerLoop: Sendable {
    let queue: ProducerQueue
    private let finished = Signal()
    private let name: String
    private let clock: any FleetClock
    private let voice: ClientVoice
    private let closeBy = Mutex<MonotonicInstant?>(nil)
    private let open: @Sendable () throws -> ClientHandle

    /// - Parameter open: makes a client: now, and again after a fatal error.
    init(name: String, clock: any FleetClock, voice: ClientVoice, open: @escaping @Sendable () throws -> ClientHandle) throws {
        self.name = name
        self.clock = clock
        self.voice = voice
        self.open = open
        queue = ProducerQueue(name: name)
        let handle = try open()
        queue.use(handle)
        ClientThread.start("kp-" + name) { self.run(handle) }
    }

    /// Waits for what is in flight, then ends the thread; returns when that is done, or at the deadline.
    func close(within deadline: Duration) async {
        closeBy.withLock { if $0 == nil { $0 = clock.now() + deadline } }
        queue.close()
        do {
            try await clock.withTimeout(deadline + .seconds(1), waitingFor: "\(name) to close") { try await self.finished.wait() }
        } catch {
            voice.say(.warning, facility: "CLOSE", "closing goes on in the background")
        }
    }

    private func run(_ first: ClientHandle) {
        var handle: ClientHandle? = first
        while let current = handle {
            let event = current.poll(milliseconds: 100)
            if let event, !take(event) { handle = replace(current) }
            queue.pump()
            guard let until = closeBy.withLock({ $0 }) else { continue }
            if queue.isIdle || clock.now() >= until { break }
        }
        queue.use(nil)
        queue.close()
        queue.abandonWaiting()
        queue.abandonInFlight(because: "closed before the acknowledgement")
        if let handle { free(handle) }
        finished.set()
    }

    /// False after a fatal error.
    private func take(_ event: LibraryEvent) -> Bool {
        switch event {
        case .delivered(let reports): queue.settle(reports)
        case .failure(let failure):
            voice.say(failure)
            return !failure.isFatal
        default: voice.pass(event)
        }
        return true
    }

    /// A client with a fatal error never sends again: what it held is unknown, a new one goes on with what waits.
    private func replace(_ broken: ClientHandle) -> ClientHandle? {
        let cause = broken.fatalFailure?.text ?? "fatal error"
        voice.say(.error, facility: "FATAL", "\(cause); a new client is made, records in flight are reported as unknown")
        queue.use(nil)
        // Reports that are there already are the truth; the rest is not waited for.
        while let event = broken.poll(milliseconds: 0) { _ = take(event) }
        queue.abandonInFlight(because: cause)
        free(broken)
        do {
            let fresh = try open()
            queue.use(fresh)
            return fresh
        } catch {
            voice.say(.error, facility: "FATAL", "no new client can be made: \(FleetError.wrapping(error, during: name))")
            return nil
        }
    }

    private func free(_ handle: ClientHandle) {
        let parts = RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT | RD_KAFKA_PURGE_F_NON_BLOCKING
        _ = rd_kafka_purge(handle.client, Int32(parts))
        handle.destroy()
    }
}
