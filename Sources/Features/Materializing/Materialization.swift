import FleetCore
import JSON
import ObjectStorage
import WorkerKit

/// One run over a dataset version: counts copies, writes the offline files, then publishes what stands in them to the online store.
struct Materialization {
    private static let batch = 256
    let views: [any FeatureView]
    let online: any OnlineStore
    let task: TaskAssignment
    let context: any TaskContext

    func run(_ dataset: DatasetVersion) async throws -> MaterializeOutput {
        var files: [ViewFile] = []
        var figures: [String: Double] = [:]
        var written: [MaterializeOutput.View] = []
        do {
            for view in views { files.append(try await ViewFile(view, prefix: context.artifactPrefix, in: context.artifacts)) }
            try await DatasetRows.forEachBatch(of: dataset, in: context.artifacts, size: Self.batch) { rows in
                try goOn()
                let counted = rows.map { CountedRow($0, copies: CopyCount(train: 1)) }
                for file in files { try await file.write(counted) }
            }
            for file in files {
                written.append(try await file.finish())
                figures.merge(file.summary.figures) { first, _ in first }
            }
        } catch {
            for file in files { await file.abandon() }
            throw error
        }
        let version = FeatureVersion(dataset: dataset.id, order: task.job.rawValue)
        for view in written { try await publish(view, version) }
        return MaterializeOutput(views: written, summary: figures)
    }

    /// What stands online is read from the finished file: both are the same by construction, and nothing is online that has no file.
    private func publish(_ view: MaterializeOutput.View, _ version: FeatureVersion) async throws {
        try await ShardLines.forEachPiece(of: view.file, in: context.artifacts) { lines in
            for start in stride(from: 0, to: lines.count, by: Self.batch) {
                try goOn()
                let rows = try lines[start..<min(start + Self.batch, lines.count)].map { line in
                    try JSONCoding.decode(FeatureRow.self, from: Array(line.bytes), limits: JSONLimits(maximumBytes: DatasetRows.lineBytes))
                }
                try await online.upsert(tenant: task.tenant, view: view.name, version: version, rows: rows)
            }
        }
    }

    private func goOn() throws {
        try Task.checkCancellation()
        if context.drain.isSet { throw FleetError("drain", .interrupted, "stopped before the end of the rows") }
    }
}
