import FleetCore
import Foundation
import JSON

/// Ledgers as files: one folder, one file of JSON lines per ledger, so that processes can append and a judge reads later.
public struct LedgerFolder: Sendable {
    public let path: String

    /// - Parameter path: the folder; it is made when something is written.
    public init(_ path: String) { self.path = path }

    /// Adds lines to a ledger's file and syncs it: what is answered afterwards stands there whatever dies.
    public func append<Entry: Encodable>(_ entries: [Entry], to name: String) throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        let file = "\(path)/\(name).jsonl"
        if !FileManager.default.fileExists(atPath: file) { _ = FileManager.default.createFile(atPath: file, contents: nil) }
        guard let handle = FileHandle(forWritingAtPath: file) else {
            throw FleetError("ledger_unwritable", .fatal, "\(name).jsonl cannot be opened for writing")
        }
        defer { try? handle.close() }
        try handle.seekToEnd()
        for entry in entries { try handle.write(contentsOf: Data(try JSONCoding.encode(entry) + [UInt8(ascii: "\n")])) }
        try handle.synchronize()
    }

    /// The lines of a ledger; none where there is no file. A last line without its end was cut by a crash and is left out.
    public func read<Entry: Decodable>(_ type: Entry.Type, from name: String) throws -> [Entry] {
        guard let data = FileManager.default.contents(atPath: "\(path)/\(name).jsonl") else { return [] }
        var lines = [UInt8](data).split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        lines.removeLast()
        return try lines.filter { !$0.isEmpty }.map { try JSONCoding.decode(type, from: Array($0), limits: .init(maximumBytes: 8 << 20)) }
    }

    public func write(_ ledgers: Ledgers) throws {
        try append(ledgers.submits, to: "submits")
        try append(ledgers.records, to: "records")
        try append(ledgers.rows, to: "rows")
        try append(ledgers.calls, to: "calls")
        try append(ledgers.objects, to: "objects")
        try append(ledgers.texts, to: "texts")
        try append(ledgers.figures, to: "figures")
    }

    public func read() throws -> Ledgers {
        var ledgers = Ledgers()
        ledgers.submits = try read(SubmitEntry.self, from: "submits")
        ledgers.records = try read(RecordEntry.self, from: "records")
        ledgers.rows = try read(StoreEntry.self, from: "rows")
        ledgers.calls = try read(ProviderEntry.self, from: "calls")
        ledgers.objects = try read(ObjectEntry.self, from: "objects")
        ledgers.texts = try read(ObservedText.self, from: "texts")
        ledgers.figures = try read(BoundedFigure.self, from: "figures")
        return ledgers
    }
}
