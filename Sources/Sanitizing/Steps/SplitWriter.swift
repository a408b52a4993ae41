import FleetCore
import ObjectStorage

/// Writes one part of the split as files of bounded size. One task uses it.
final class SplitWriter {
    /// A file is closed once it has this many bytes; the place does not depend on how the data was sharded.
    static let fileBytes = 256 * 1024 * 1024
    private static let bufferBytes = 256 * 1024

    private let store: any ObjectStore
    private let prefix: String
    private let name: String
    private var writer: (any ObjectWriter)?
    private var buffer: [UInt8] = []
    private var bytesInFile = 0
    private var rows = 0
    private(set) var files: [ArtifactReference] = []

    init(_ name: String, prefix: String, in store: any ObjectStore) {
        self.name = name
        self.prefix = prefix
        self.store = store
    }

    func write(_ line: ArraySlice<UInt8>) async throws {
        rows += 1
        bytesInFile += line.count + 1
        buffer += line
        buffer.append(0x0A)
        if buffer.count >= Self.bufferBytes { try await flush() }
        if bytesInFile >= Self.fileBytes { try await closeFile() }
    }

    func finish() async throws -> DatasetVersion.Split {
        try await closeFile()
        return DatasetVersion.Split(rows: rows, shards: files)
    }

    func abandon() async { await writer?.abandon() }

    /// The name of a file of this part, without the prefix of the execution that wrote it.
    static func fileName(_ name: String, _ index: Int) -> String {
        let digits = String(index)
        return "\(name)-\(String(repeating: "0", count: max(0, 5 - digits.count)))\(digits).jsonl"
    }

    private func flush() async throws {
        guard !buffer.isEmpty else { return }
        let target: any ObjectWriter
        if let writer {
            target = writer
        } else {
            target = try await store.writer(for: prefix + Self.fileName(name, files.count))
            writer = target
        }
        try await target.write(buffer)
        buffer.removeAll(keepingCapacity: true)
    }

    private func closeFile() async throws {
        try await flush()
        if let writer { files.append(try await writer.finish()) }
        writer = nil
        bytesInFile = 0
    }
}
