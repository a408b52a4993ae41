import FleetCore
import Messaging
import Persistence

/// Applying what was read: a batch in one transaction with its offsets; what cannot be applied is found and put aside alone.
extension RecordIntake {
    /// A record, read as what its topic holds.
    private enum Reading: Sendable {
        case result(Result<ResultMessage, any Error>)
        case letter
        case message(IntakeMessage)
    }

    /// - Parameter isSearch: these were among records of which one cannot be applied: nothing else is done in their transaction.
    /// - Returns: records of job topics that are not applied, since their topic is left alone for a while.
    func apply(_ records: [Record], isSearch: Bool = false) async throws -> [Record] {
        do {
            // What cannot be read says so when its turn comes.
            let read = records.map(read)
            return try await write(records, asking: read, maySend: !isSearch) { index, change in try self.apply(read[index], of: records[index], in: change) }
        } catch let error as FleetError where error.isOfItem {
            // One of them cannot be applied: alone it is found, and put aside; its neighbours are applied.
            guard isSearch else {
                var held: [Record] = []
                for record in records { held += try await apply([record], isSearch: true) }
                return held
            }
            logger.error("a record is put aside", ["record": "\(records[0].source)@\(records[0].offset)", "reason": error.code.rawValue])
            do {
                // A letter that cannot be kept stays on its topic; a letter about a letter would never end.
                if records[0].source.topic == FleetTopics.deadLetters { throw error }
                return try await write(records) { index, change in
                    try change.putAside(records[index], error, reader: self.results.reader)
                    // Nothing that a sender wrote leads here.
                    return FleetTopics.tenant(ofJobTopic: records[index].source.topic) == nil ? .neutral : .refused(error.code)
                }
            } catch let second as FleetError where second.isOfItem {
                // What it names cannot even be failed: the reading goes on behind it.
                return try await write(records) { _, _ in .neutral }
            }
        }
    }

    private func read(_ record: Record) -> Reading {
        switch record.source.topic {
        case FleetTopics.results: .result(Result { try results.read(record) })
        case FleetTopics.deadLetters: .letter
        default: .message(intake.read(record))
        }
    }

    private func apply(_ reading: Reading, of record: Record, in change: StateChange) throws -> IntakeOutcome {
        switch reading {
        case .result(let result): try results.apply(try result.get(), from: record.source.partition, in: change)
        case .letter: try change.surroundings.letters.take(record, in: change.transaction)
        case .message(let message): return try intake.take(message, in: change)
        }
        return .neutral
    }

    /// Asks at once what applying these will ask of the store.
    private func prefetch(_ readings: [Reading], in transaction: StoreTransaction) throws {
        var results: [ResultMessage] = []
        var messages: [IntakeMessage] = []
        for reading in readings {
            switch reading {
            // One that cannot be read says so when its turn comes.
            case .result(.success(let message)): results.append(message)
            case .result(.failure): break
            case .message(let message): messages.append(message)
            case .letter: break
            }
        }
        try transaction.prefetch(
            tasks: results.flatMap(\.tasks), ending: Set(results.compactMap(\.ending)), glancing: results.flatMap(\.beaten))
        try intake.prefetch(messages, in: transaction)
    }

    private func write(
        _ records: [Record], asking readings: [Reading] = [], maySend: Bool = false, _ body: @escaping @Sendable (Int, StateChange) throws -> IntakeOutcome
    ) async throws -> [Record] {
        let before = breakers.current
        let now = writer.surroundings.clock.now()
        let (after, held) = try await dispatcher.withTurn { mayDispatch in
            let (after, held, turns) = try await writer.change("apply records") { change -> (BreakerBoard, [Record], [WorkKind: Dispatcher.Turns]) in
                var board = before
                var held: [Record] = []
                var last: [TopicPartition: Record] = [:]
                try self.prefetch(readings, in: change.transaction)
                for (index, record) in records.enumerated() {
                    guard board.allows(record.source.topic) else {
                        held.append(record)
                        continue
                    }
                    board.take(try body(index, change), of: record, at: now)
                    last[record.source] = record
                }
                let turns = mayDispatch && maySend ? try self.dispatcher.dispatch(in: change) : [:]
                for record in last.values.sorted(by: { $0.source < $1.source }) {
                    try change.transaction.setOffset(
                        OffsetRow(
                            topic: record.source.topic, partition: record.source.partition, nextOffset: record.offset + 1,
                            lastDigest: self.digest(record), updatedAt: change.now))
                }
                return (board, held, turns)
            }
            dispatcher.told(turns)
            return (after, held)
        }
        breakers.set(after)
        return held
    }
}
