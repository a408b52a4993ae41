import FleetCore
import JSON
import ObjectStorage
import WorkerKit

/// Step `shard`: reads one part of a source, cleans its rows and writes them as lines for the merge. Memory is bounded by a piece of the source
/// (1 MiB), the longest row and what is made of them.
struct ShardStep {
    let sources: any SourceStore
    let recognizer: PIIRecognizer
    let limits: RowLimits

    func run(_ input: SanitizeShardInput, for tenant: TenantName, in context: any TaskContext) async throws -> SanitizeShardOutput {
        let file = SourceFile(uri: input.source.uri, bytes: input.sourceBytes, version: input.sourceVersion, storage: input.source.storage, tenant: tenant)
        let reader = try SourceFormats.reader(for: input.source, file: file, path: "dataset.sources")
        let columns = try await columns(of: file, reader, input)
        let parser = reader.parser(for: SourcePart(from: input.from, to: input.to, columns: columns), limits: limits)
        let cleaner = try RowCleaner(input.plan, recognizer: recognizer)
        let name = "\(context.artifactPrefix)shard-\(input.index)"
        let rows = try await context.artifacts.writer(for: name + "-rows.txt")
        let quarantine = try await context.artifacts.writer(for: name + "-quarantine.jsonl")
        do {
            try await copy(file, through: parser, cleaner, to: rows, quarantine, input, in: context)
            let trailer = ShardTrailer(uri: file.shown, sourceBytes: file.bytes, sourceVersion: file.version, lines: parser.lines)
            try await rows.write(Array("#".utf8) + (try JSONCoding.encode(trailer)) + [0x0A])
            return SanitizeShardOutput(
                index: input.index, rows: try await rows.finish(), quarantine: try await quarantine.finish(), counts: cleaner.counts,
                missing: cleaner.missing)
        } catch {
            await rows.abandon()
            await quarantine.abandon()
            // What is refused here is a source that became another one, or cannot be read any more.
            if let refusal = error as? FleetError, refusal.disposition == .rejected { throw refusal.at("dataset.sources") }
            throw error
        }
    }

    private func copy(
        _ file: SourceFile, through parser: any RowParser, _ cleaner: RowCleaner, to rows: any ObjectWriter, _ quarantine: any ObjectWriter,
        _ input: SanitizeShardInput, in context: any TaskContext
    ) async throws {
        var kept: [UInt8] = []
        var refused: [UInt8] = []
        var taken = 0
        let take: (ParsedRow) throws -> Void = { row in
            // A document that is read whole gives all its rows in one go.
            taken += 1
            if taken % 256 == 0 { try Task.checkCancellation() }
            switch try cleaner.clean(row, of: file.uri) {
            case .kept(let line): kept += line
            case .dropped: break
            case .invalid(let fault):
                let raw = try cleaner.quarantined(row.raw)
                refused += try JSONCoding.encode(
                    QuarantineLine(source: file.shown, line: row.line, byte: row.offset, reason: fault.rawValue, raw: raw))
                refused.append(0x0A)
            }
        }
        let bytes = try await sources.reader(of: file, from: parser.start)
        var done: Int64 = 0
        var goesOn = true
        do {
            while goesOn, let piece = try await bytes.next() {
                try Task.checkCancellation()
                if context.drain.isSet { throw FleetError("drain", .interrupted, "stopped before the end of the shard") }
                goesOn = try parser.feed(piece, take)
                if !kept.isEmpty { try await rows.write(kept) }
                if !refused.isEmpty { try await quarantine.write(refused) }
                kept.removeAll(keepingCapacity: true)
                refused.removeAll(keepingCapacity: true)
                done += Int64(piece.count)
                context.report(Progress(done: Double(min(done, input.to - input.from)), total: Double(input.to - input.from), unit: "bytes"))
            }
        } catch {
            await bytes.close()
            throw error
        }
        await bytes.close()
        if goesOn { try parser.finish(take) }
        if !kept.isEmpty { try await rows.write(kept) }
        if !refused.isEmpty { try await quarantine.write(refused) }
    }

    /// The names of the columns, for a part that does not begin with them.
    private func columns(of file: SourceFile, _ reader: any RowReader, _ input: SanitizeShardInput) async throws -> [String]? {
        guard case .atRecords = reader.cutting, input.from > 0 else { return nil }
        let head = CSVParser(SourcePart(from: 0, to: 1), limits)
        let bytes = try await sources.reader(of: file, from: 0)
        while head.columns == nil, let piece = try await bytes.next() {
            // One record names the columns; what follows in the piece is read by the shard in which it begins.
            if try !head.feed(piece, { _ in }) { break }
        }
        await bytes.close()
        return head.columns
    }
}
