import CRDKafka
import FleetCore
import Messaging
import Synchronization

/// The one thread that polls a consumer: it feeds the machine and performs what it answers; it never runs a user's code and never waits for one.
final class ConsumerLoop: Sendable {
    let buffer: ConsumerBuffer
    let finished = Signal()
    private let name: String
    /// Of a group; otherwise it is told what to read.
    private let isMember: Bool
    private let clock: any FleetClock
    private let voice: ClientVoice
    private let commands = Mutex<[ConsumerMachine.Input]>([])
    private let answers = Mutex<[UInt: LaneAnswer<FleetError?>]>([:])
    private let nextTicket = Atomic<UInt>(1)
    /// Nil once the client is being freed: nobody may wake it any more.
    private let live: Mutex<ClientHandle?>

    init(handle: ClientHandle, name: String, isMember: Bool, clock: any FleetClock, voice: ClientVoice, buffer: ConsumerBuffer) {
        self.name = name
        self.isMember = isMember
        self.clock = clock
        self.voice = voice
        self.buffer = buffer
        live = Mutex(handle)
        ClientThread.start("kc-" + name) { self.run(handle) }
    }

    /// Hands an input to the thread.
    func tell(_ input: ConsumerMachine.Input) {
        commands.withLock { $0.append(input) }
        wake()
    }

    /// Hands an input in and waits for its answer.
    func ask(_ input: (UInt) -> ConsumerMachine.Input) async throws {
        let ticket = nextTicket.add(1, ordering: .relaxed).oldValue
        let answer = LaneAnswer<FleetError?>()
        if finished.isSet { throw BrokerFailure.clientClosed(name) }
        answers.withLock { $0[ticket] = answer }
        tell(input(ticket))
        // The thread may have ended between the look and the entry: whoever sees that last answers.
        if finished.isSet { self.answer(ticket, BrokerFailure.clientClosed(name)) }
        try await answer.done.wait()
        if let error = try answer.result?.get() { throw error }
    }

    func wake() { live.withLock { $0?.wake() } }

    /// Leaves the group and ends the thread; returns when that is done, or at the deadline.
    func close(within deadline: Duration) async {
        buffer.end(.closed)
        tell(.close(until: clock.now() + deadline))
        do {
            try await clock.withTimeout(deadline + .seconds(1), waitingFor: "\(name) to close") { try await self.finished.wait() }
        } catch {
            // Cancelled or late: the thread goes on to its own deadline and frees the client there.
            voice.say(.warning, facility: "CLOSE", "closing goes on in the background")
        }
    }

    private func run(_ handle: ClientHandle) {
        var machine = ConsumerMachine(client: name)
        var reader = RecordReader()
        var mayHoldMore = false
        while machine.state != .closed {
            // Before the next event: one that was read already would be delivered behind an assignment that makes it outdated.
            for input in takeCommands() { step(&machine, input, handle) }
            if machine.state == .closed { break }
            let event = nextEvent(&reader, machine, handle, mayHoldMore: mayHoldMore)
            take(event, &reader, &machine, handle)
            mayHoldMore = isMember && readRecords(&reader, &machine, handle)
            if case .closing = machine.state {
                if rd_kafka_consumer_closed(handle.client) != 0 { step(&machine, .closeFinished, handle) }
                step(&machine, .tick(clock.now()), handle)
            }
        }
        finished.set()
        for ticket in answers.withLock({ Array($0.keys) }) { answer(ticket, BrokerFailure.clientClosed(name)) }
    }

    /// What the reader has no room for stays in the library, within its bounds, and no more is fetched. A member's records wait on a queue of
    /// their own there; without a group nothing is lost when everything waits.
    private func nextEvent(_ reader: inout RecordReader, _ machine: ConsumerMachine, _ handle: ClientHandle, mayHoldMore: Bool) -> LibraryEvent? {
        if !isMember, machine.state == .reading, !buffer.hasRoom {
            handle.waitUntilWoken(milliseconds: 100)
            return nil
        }
        return handle.poll(milliseconds: mayHoldMore ? 0 : 100, &reader)
    }

    /// Takes an event and what the library holds behind it.
    private func take(_ first: LibraryEvent?, _ reader: inout RecordReader, _ machine: inout ConsumerMachine, _ handle: ClientHandle) {
        var event = first
        var batch = RecordBatch()
        var taken = 0
        while let current = event {
            if case .record(let record) = current {
                batch.append(record)
            } else {
                // In the order of their coming: a revoke must not overtake the records before it, nor they it.
                deliver(batch.takeAll(), &machine, handle)
                if let input = translate(current, handle) { step(&machine, input, handle) }
            }
            taken += 1
            // A client that has ended is not polled any more, and nothing is polled that is not handled; commands are heard in between.
            guard machine.state != .closed, taken < RecordBatch.limit, !batch.isFull else { break }
            event = handle.poll(milliseconds: 0, &reader)
        }
        deliver(batch.takeAll(), &machine, handle)
    }

    /// Moves a member's records on while the reader has room. True where there may be more to move at once.
    private func readRecords(_ reader: inout RecordReader, _ machine: inout ConsumerMachine, _ handle: ClientHandle) -> Bool {
        guard machine.state == .reading, buffer.hasRoom else { return false }
        var batch = MessageBatch()
        var hasMore = true
        while !batch.isFull {
            guard let message = handle.nextMessage() else {
                hasMore = false
                break
            }
            guard let refused = reader.refusal(message) else {
                batch.append(message)
                continue
            }
            rd_kafka_message_destroy(message)
            // In the order of their coming: a refusal must not overtake the records before it.
            deliver(batch.takeRecords(&reader), &machine, handle)
            if let input = translate(.partitionFailure(refused.source, refused.failure), handle) { step(&machine, input, handle) }
        }
        deliver(batch.takeRecords(&reader), &machine, handle)
        return hasMore
    }

    /// The reader is woken once for all of them.
    private func deliver(_ records: [Record], _ machine: inout ConsumerMachine, _ handle: ClientHandle) {
        if !records.isEmpty { step(&machine, .records(records), handle) }
    }

    private func takeCommands() -> [ConsumerMachine.Input] {
        commands.withLock { waiting in
            defer { waiting = [] }
            return waiting
        }
    }

    private func step(_ machine: inout ConsumerMachine, _ input: ConsumerMachine.Input, _ handle: ClientHandle) {
        for action in machine.on(input) { perform(action, handle, &machine) }
    }

    private func translate(_ event: LibraryEvent, _ handle: ClientHandle) -> ConsumerMachine.Input? {
        switch event {
        case .record(let record): return .records([record])
        case .assign(let partitions): return .assigned(partitions, generation: GroupGeneration.read(handle.client) ?? 0)
        case .revoke: return .revoked
        case .rebalanceFailure(let failure):
            voice.say(failure)
            return .rebalanceFailed
        case .committed(let ticket, let failure):
            return .committed(ticket: ticket, failure.map { KafkaError.fleetError($0, during: "\(name): commit") })
        case .partitionFailure(let source, let failure):
            if failure.code == RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET.rawValue || failure.code == RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE.rawValue {
                return .outOfRange(source)
            }
            voice.say(failure, about: source.description)
            return nil
        case .failure(let failure):
            voice.say(failure)
            guard failure.isFatal else { return nil }
            let cause = handle.fatalFailure ?? failure
            return .fatal(FleetError("kafka_client_failed", .fatal, "\(name): \(cause.text)"))
        case .log, .statistics, .delivered, .other:
            voice.pass(event)
            return nil
        }
    }

    private func perform(_ action: ConsumerMachine.Action, _ handle: ClientHandle, _ machine: inout ConsumerMachine) {
        switch action {
        case .take(let partitions):
            if isMember { handle.separateRecords(of: partitions) }
            note(PartitionList.with(partitions) { rd_kafka_assign(handle.client, $0) }, "assign")
        case .takeFrom(let ticket, let positions):
            let code = PartitionList.with(positions.map { ($0.key, $0.value) }) { rd_kafka_assign(handle.client, $0) }
            let failure = code == RD_KAFKA_RESP_ERR_NO_ERROR ? nil : KafkaError.fleetError(LibraryFailure(code), during: "\(name): assign")
            answer(ticket, failure)
        case .release: note(rd_kafka_assign(handle.client, nil), "release")
        case .tellAssigned(let partitions, let generation): buffer.append(.assigned(partitions, generation: generation))
        case .tellRevoked: buffer.revoke()
        case .clearUnread: buffer.clear()
        case .deliver(let records): buffer.append(.records(records))
        case .tellOutOfRange(let source): buffer.append(.outOfRange(source))
        case .send(let ticket, let offsets):
            let code = PartitionList.with(offsets.map { ($0.key, $0.value) }) {
                rd_kafka_commit_queue(handle.client, $0, handle.queue, nil, UnsafeMutableRawPointer(bitPattern: ticket))
            }
            if code == RD_KAFKA_RESP_ERR_NO_ERROR { return }
            step(&machine, .committed(ticket: ticket, KafkaError.fleetError(LibraryFailure(code), during: "\(name): commit")), handle)
        case .answer(let ticket, let error): answer(ticket, error)
        case .beginClose:
            guard let failure = LibraryFailure.take(rd_kafka_consumer_close_queue(handle.client, handle.queue)) else { return }
            step(&machine, .fatal(KafkaError.fleetError(failure, during: "\(name): close")), handle)
        case .end(let error, let skippingClose):
            buffer.end(error.map { .failed($0) } ?? .closed)
            live.withLock { $0 = nil }
            handle.destroy(skippingClose: skippingClose)
        }
    }

    private func note(_ code: rd_kafka_resp_err_t, _ what: String) {
        if code != RD_KAFKA_RESP_ERR_NO_ERROR { voice.say(LibraryFailure(code), about: what) }
    }

    private func answer(_ ticket: UInt, _ error: FleetError?) {
        answers.withLock { $0.removeValue(forKey: ticket) }?.finish(.success(error))
    }
}
