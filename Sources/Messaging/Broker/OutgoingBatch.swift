/// Makes many records for one `send(all:)`: their keys and values are written into one buffer, which goes when the last of them is acknowledged.
public struct OutgoingBatch {
    private struct Part {
        let topic: String
        let partition: Int32?
        let start: Int
        let key: Int?
        let value: Int
        let headers: [Record.Header]
    }

    private var buffer: [UInt8] = []
    private var parts: [Part] = []

    /// - Parameters:
    ///   - records: how many there will be, near enough.
    ///   - bytes: how much they will take together, near enough.
    public init(reserving records: Int = 0, bytes: Int = 0) {
        buffer.reserveCapacity(bytes)
        parts.reserveCapacity(records)
    }

    public var count: Int { parts.count }

    /// Adds a record. Where `writing` throws, the batch is as it was before.
    /// - Parameter writing: appends the value to the buffer that it gets; what stands there already belongs to other records.
    public mutating func append(
        topic: String, partition: Int32? = nil, key: ArraySlice<UInt8>?, headers: [Record.Header] = [], writing: (inout [UInt8]) throws -> Void
    ) rethrows {
        let start = buffer.count
        if let key { buffer += key }
        let middle = buffer.count
        do { try writing(&buffer) } catch {
            Self.check(buffer.count >= middle)
            buffer.removeLast(buffer.count - start)
            throw error
        }
        Self.check(buffer.count >= middle)
        parts.append(Part(topic: topic, partition: partition, start: start, key: key?.count, value: buffer.count - middle, headers: headers))
    }

    private static func check(_ isWhole: Bool) { precondition(isWhole, "OutgoingBatch: a value took away what others have written") }

    /// The records in the order of their coming; the batch is empty afterwards.
    public mutating func takeAll() -> [OutgoingRecord] {
        defer { self = OutgoingBatch() }
        return parts.map {
            OutgoingRecord(
                topic: $0.topic, partition: $0.partition, bytes: RecordBytes(in: buffer, from: $0.start, key: $0.key, value: $0.value), headers: $0.headers)
        }
    }
}
