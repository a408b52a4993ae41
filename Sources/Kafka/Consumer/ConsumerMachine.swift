import FleetCore
import Messaging

/// The life of a consumer, as a pure machine: inputs in, actions out; the poll thread performs them.
///
///     reading  --assigned-->        reading   take, tell the reader
///     reading  --revoked-->         reading   drop what is unread, tell the reader, release
///     reading  --rebalanceFailed--> reading   the same as revoked
///     reading  --commit-->          reading   send what is owned in the reader's generation; otherwise fenced
///     reading  --close-->           closing   begin to leave the group
///     reading  --fatal-->           closed    tell the reader, end without leaving
///     closing  --revoked-->         closing   release
///     closing  --closeFinished-->   closed    end
///     closing  --tick, too late-->  closed    end without leaving
struct ConsumerMachine {
    enum State: Equatable {
        case reading
        case closing(until: MonotonicInstant)
        case closed
    }

    enum Input {
        case assigned([TopicPartition], generation: Int32)
        case revoked
        case rebalanceFailed
        case records([Record])
        case outOfRange(TopicPartition)
        case fatal(FleetError)
        case assign(ticket: UInt, [TopicPartition: Int64])
        case commit(ticket: UInt, [TopicPartition: Int64], generation: Int32)
        case committed(ticket: UInt, FleetError?)
        case close(until: MonotonicInstant)
        case closeFinished
        case tick(MonotonicInstant)
    }

    enum Action: Equatable {
        case take([TopicPartition])
        case takeFrom(ticket: UInt, [TopicPartition: Int64])
        case release
        case tellAssigned([TopicPartition], generation: Int32)
        case tellRevoked
        case clearUnread
        case deliver([Record])
        case tellOutOfRange(TopicPartition)
        case send(ticket: UInt, [TopicPartition: Int64])
        case answer(ticket: UInt, FleetError?)
        case beginClose
        case end(FleetError?, skippingClose: Bool)

        static func == (left: Action, right: Action) -> Bool { String(describing: left) == String(describing: right) }
    }

    private(set) var state = State.reading
    private(set) var owned: Set<TopicPartition> = []
    private(set) var generation: Int32 = -1
    private var pendingCommits: Set<UInt> = []
    private let client: String

    init(client: String) { self.client = client }

    mutating func on(_ input: Input) -> [Action] {
        switch state {
        case .reading: return whileReading(input)
        case .closing(let until): return whileClosing(input, until: until)
        case .closed: return whileClosed(input)
        }
    }

    private mutating func whileReading(_ input: Input) -> [Action] {
        switch input {
        case .assigned(let partitions, let generation):
            owned = Set(partitions)
            self.generation = generation
            return [.tellAssigned(partitions.sorted(), generation: generation), .take(partitions)]
        case .revoked, .rebalanceFailed:
            owned = []
            return [.tellRevoked, .release]
        case .records(let records):
            let ours = ofOwned(records)
            return ours.isEmpty ? [] : [.deliver(ours)]
        case .outOfRange(let source): return owned.contains(source) ? [.tellOutOfRange(source)] : []
        case .fatal(let error):
            state = .closed
            return failPending(error) + [.end(error, skippingClose: true)]
        case .assign(let ticket, let positions):
            owned = Set(positions.keys)
            return [.clearUnread, .takeFrom(ticket: ticket, positions)]
        case .commit(let ticket, let offsets, let generation): return commit(ticket, offsets, generation)
        case .committed(let ticket, let error): return settle(ticket, error)
        case .close(let until):
            state = .closing(until: until)
            return [.beginClose]
        case .closeFinished, .tick: return []
        }
    }

    private mutating func whileClosing(_ input: Input, until: MonotonicInstant) -> [Action] {
        switch input {
        case .revoked, .rebalanceFailed, .assigned:
            owned = []
            return [.release]
        case .committed(let ticket, let error): return settle(ticket, error)
        case .commit(let ticket, _, _), .assign(let ticket, _): return [.answer(ticket: ticket, BrokerFailure.clientClosed(client))]
        case .closeFinished: return finish(skippingClose: false)
        case .fatal: return finish(skippingClose: true)
        case .tick(let now): return now >= until ? finish(skippingClose: true) : []
        case .records, .outOfRange, .close: return []
        }
    }

    private func whileClosed(_ input: Input) -> [Action] {
        switch input {
        case .commit(let ticket, _, _), .assign(let ticket, _): [.answer(ticket: ticket, BrokerFailure.clientClosed(client))]
        default: []
        }
    }

    /// The records of partitions that are owned: as a rule all of them.
    private func ofOwned(_ records: [Record]) -> [Record] {
        var last: TopicPartition?
        let isOurs = records.allSatisfy { record in
            // What is fetched together comes from one partition.
            if record.source == last { return true }
            last = record.source
            return owned.contains(record.source)
        }
        return isOurs ? records : records.filter { owned.contains($0.source) }
    }

    private mutating func commit(_ ticket: UInt, _ offsets: [TopicPartition: Int64], _ readers: Int32) -> [Action] {
        guard readers == generation else {
            let text = "\(client): the group has generation \(generation), the reader knows \(readers)"
            return [.answer(ticket: ticket, FleetError(BrokerFailure.groupMovedOn, .fenced, text))]
        }
        let ours = offsets.filter { owned.contains($0.key) }
        if ours.isEmpty { return [.answer(ticket: ticket, nil)] }
        pendingCommits.insert(ticket)
        return [.send(ticket: ticket, ours)]
    }

    private mutating func settle(_ ticket: UInt, _ error: FleetError?) -> [Action] {
        pendingCommits.remove(ticket) == nil ? [] : [.answer(ticket: ticket, error)]
    }

    private mutating func finish(skippingClose: Bool) -> [Action] {
        state = .closed
        return failPending(BrokerFailure.clientClosed(client)) + [.end(nil, skippingClose: skippingClose)]
    }

    private mutating func failPending(_ error: FleetError) -> [Action] {
        defer { pendingCommits = [] }
        return pendingCommits.sorted().map { .answer(ticket: $0, error) }
    }
}
