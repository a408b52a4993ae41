import FleetCore
import ObjectStorage

/// Fixed-size records on the scratch disk, spread over partitions by their first bytes, so that each partition fits in memory and the partitions
/// follow each other in the order of the records. One task uses it.
final class ScratchPartitions {
    /// Records that a partition is meant to hold.
    static let recordsPerPartition = 200_000
    private static let bufferBytes = 64 * 1024

    private let store: any ObjectStore
    private let name: String
    private let recordBytes: Int
    private var writers: [any ObjectWriter] = []
    private var buffers: [[UInt8]]
    private var files: [ArtifactReference] = []

    var count: Int { buffers.count }

    /// - Parameter expected: how many records there will be; decides how many partitions are made (1...256).
    init(_ name: String, recordBytes: Int, expected: Int, in store: any ObjectStore) async throws {
        self.name = name
        self.recordBytes = recordBytes
        self.store = store
        buffers = [[UInt8]](repeating: [], count: min(256, max(1, expected / Self.recordsPerPartition + 1)))
        for index in buffers.indices { writers.append(try await store.writer(for: "\(name)/\(index)")) }
    }

    func append(_ record: [UInt8]) async throws {
        let partition = Int(record[0]) * buffers.count / 256
        buffers[partition] += record
        if buffers[partition].count >= Self.bufferBytes { try await flush(partition) }
    }

    func finish() async throws {
        for partition in buffers.indices {
            try await flush(partition)
            files.append(try await writers[partition].finish())
        }
    }

    func abandon() async {
        for writer in writers { await writer.abandon() }
    }

    /// The records of a partition, sorted by their bytes.
    func sorted(_ partition: Int) async throws -> [ArraySlice<UInt8>] {
        let bytes = try await store.get(files[partition], maximumBytes: 1024 * 1024 * 1024)
        var records: [ArraySlice<UInt8>] = []
        records.reserveCapacity(bytes.count / recordBytes)
        for start in stride(from: 0, to: bytes.count, by: recordBytes) { records.append(bytes[start..<(start + recordBytes)]) }
        records.sort { $0.lexicographicallyPrecedes($1) }
        return records
    }

    private func flush(_ partition: Int) async throws {
        guard !buffers[partition].isEmpty else { return }
        try await writers[partition].write(buffers[partition])
        buffers[partition].removeAll(keepingCapacity: true)
    }
}
