import FleetCore
import Messaging
import Persistence

/// Applying what was read: a batch in one transaction with its offsets; what cannot be applied is found and put aside alone.
extension RecordIntake {
    /// - Returns: records of job topics that are not applied, since their topic is left alone for a while.
    func apply(_ records: [Record]) async throws -> [Record] {
        do {
            let read = records.map { record in
                record.source.topic == FleetTopics.results ? Result { try self.results.read(record) } : nil
            }
            // What cannot be read says so when its turn comes.
            let tasks = read.flatMap { (try? $0?.get())?.tasks ?? [] }
            return try await write(records, tasks: tasks) { index, change in
                try self.apply(records[index], result: read[index], in: change)
            }
        } catch let error as FleetError where error.isOfItem {
            // One of them cannot be applied: alone it is found, and put aside; its neighbours are applied.
            guard records.count == 1 else {
                var held: [Record] = []
                for record in records { held += try await apply([record]) }
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

    private func apply(
        _ record: Record, result: Result<ResultMessage, any Error>?, in change: StateChange
    ) throws -> IntakeOutcome {
        switch record.source.topic {
        case FleetTopics.results:
            let message = try result?.get() ?? results.read(record)
            try results.apply(message, from: record.source.partition, in: change)
        case FleetTopics.deadLetters: try change.surroundings.letters.take(record, in: change.transaction)
        default: return try intake.take(record, in: change)
        }
        return .neutral
    }

    private func write(
        _ records: [Record], tasks: [WorkTaskID] = [], _ body: @escaping @Sendable (Int, StateChange) throws -> IntakeOutcome
    ) async throws -> [Record] {
        let before = breakers.current
        let now = writer.surroundings.clock.now()
        let (after, held) = try await writer.change("apply records") { change -> (BreakerBoard, [Record]) in
            var board = before
            var held: [Record] = []
            var last: [TopicPartition: Record] = [:]
            try change.transaction.prefetch(tasks: tasks)
            for (index, record) in records.enumerated() {
                guard board.allows(record.source.topic) else {
                    held.append(record)
                    continue
                }
                board.take(try body(index, change), of: record, at: now)
                last[record.source] = record
            }
            for record in last.values.sorted(by: { $0.source < $1.source }) {
                try change.transaction.setOffset(
                    OffsetRow(
                        topic: record.source.topic, partition: record.source.partition, nextOffset: record.offset + 1,
                        lastDigest: self.digest(record), updatedAt: change.now))
            }
            return (board, held)
        }
        breakers.set(after)
        return held
    }
}
