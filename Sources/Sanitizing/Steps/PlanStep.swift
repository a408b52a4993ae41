import FleetCore
import JSON
import Messaging
import ObjectStorage
import WorkerKit

/// Step `plan`: lists the sources and cuts them into shards, each a task of its own.
struct PlanStep {
    /// A stage has at most so many shards; larger data gets larger shards.
    static let maximumShards = 256

    let sources: any SourceStore
    let limits: RowLimits

    func run(_ input: SanitizePlanInput, for tenant: TenantName, in context: any TaskContext) async throws -> [SanitizeShardInput] {
        _ = try ChatRowBuilder(input.plan)
        guard !input.plan.sources.isEmpty else {
            throw FleetError("source_missing", .rejected, "the dataset names no source", path: "dataset.sources", hint: "name at least one URI")
        }
        var files: [(source: SanitizationPlan.Source, file: SourceFile, reader: any RowReader)] = []
        for (index, source) in input.plan.sources.enumerated() {
            let path = "dataset.sources[\(index)]"
            do {
                for file in try await sources.files(of: SourceAddress(source.uri, storage: source.storage, tenant: tenant)) {
                    let reader = try SourceFormats.reader(for: source, file: file, path: path)
                    files.append((SanitizationPlan.Source(uri: file.uri, format: reader.format, storage: source.storage), file, reader))
                }
            } catch let error as FleetError {
                // `uri` or `storage`, where the source knows which of them is wrong.
                throw error.at(error.path.map { $0.hasPrefix(path) ? $0 : "\(path).\($0)" } ?? path)
            }
        }
        guard files.count <= Self.maximumShards else {
            throw FleetError(
                "too_many_files", .rejected, "the sources name \(files.count) files, at most \(Self.maximumShards) are read in one job",
                path: "dataset.sources", hint: "join them into fewer files")
        }
        let shardBytes = Self.shardBytes(files.map(\.file.bytes), wanted: input.shardBytes)
        var shards: [SanitizeShardInput] = []
        for (number, entry) in files.enumerated() {
            context.report(Progress(done: Double(number), total: Double(files.count), unit: "items", message: "looking at the sources"))
            let cuts = try await cuts(of: entry.file, entry.reader, shardBytes: shardBytes, in: context)
            for (from, to) in zip(cuts, cuts.dropFirst() + [entry.file.bytes]) {
                shards.append(
                    SanitizeShardInput(
                        plan: input.plan, source: entry.source, from: from, to: to, sourceBytes: entry.file.bytes, sourceVersion: entry.file.version,
                        index: shards.count))
            }
        }
        return shards
    }

    /// The wanted size, or the least one with which no more than `maximumShards` shards come out.
    static func shardBytes(_ sizes: [Int64], wanted: Int64) -> Int64 {
        var size = max(1, wanted)
        while sizes.reduce(0, { $0 + max(1, ($1 + size - 1) / size) }) > maximumShards { size *= 2 }
        return size
    }

    /// Where the shards of a file begin.
    private func cuts(of file: SourceFile, _ reader: any RowReader, shardBytes: Int64, in context: any TaskContext) async throws -> [Int64] {
        switch reader.cutting {
        case .nowhere: return [0]
        case .anywhere: return file.bytes == 0 ? [0] : Array(stride(from: 0, to: file.bytes, by: Int64.Stride(shardBytes)))
        case .atRecords:
            guard file.bytes > shardBytes else { return [0] }
            // A quoted line end is no end of a record, and only the bytes before tell which is quoted: one pass over all.
            var finder = RecordCuts(shardBytes: shardBytes)
            let bytes = try await sources.reader(of: file, from: 0)
            do {
                while let piece = try await bytes.next() {
                    if context.drain.isSet { throw FleetError("drain", .interrupted, "stopped while planning") }
                    finder.take(piece)
                }
            } catch {
                await bytes.close()
                throw error
            }
            return finder.cuts.filter { $0 < file.bytes }
        }
    }
}

extension FleetError {
    /// The same failure with the place in the document that it is about.
    func at(_ path: String) -> FleetError {
        FleetError(code, disposition, message, path: path, hint: hint, retryAfter: retryAfter)
    }
}
