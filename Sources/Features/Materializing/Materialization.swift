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

    private var countsCopies: Bool { views.contains { $0.needsCopies } }

    func run(_ dataset: DatasetVersion) async throws -> MaterializeOutput {
        let copies = try await copies(in: dataset)
        var files: [ViewFile] = []
        var written: [MaterializeOutput.View] = []
        do {
            for view in views { files.append(try await ViewFile(view, prefix: context.artifactPrefix, in: context.artifacts)) }
            var done = 0
            try await DatasetRows.forEachBatch(of: dataset, in: context.artifacts, size: Self.batch) { rows in
                try goOn()
                let counted = try await copies?.count(rows) ?? rows.map { CountedRow($0, copies: CopyCount()) }
                for file in files { try await file.write(counted) }
                done += rows.count
                report(done, inPass: countsCopies ? 1 : 0, of: dataset, "making features")
            }
            for file in files { written.append(try await file.finish()) }
        } catch {
            for file in files { await file.abandon() }
            throw error
        }
        for (index, view) in written.enumerated() {
            try await publish(view, of: dataset)
            report(0, inPass: (countsCopies ? 1 : 0) + 2 + index, of: dataset, "publishing \(view.name)")
        }
        context.log("\(written.first?.entities ?? 0) rows of \(dataset.id) in \(written.map(\.name).joined(separator: ", "))")
        return MaterializeOutput(views: written, summary: files.reduce(into: [:]) { $0.merge($1.summary.figures) { first, _ in first } })
    }

    /// The index of equal rows, where a view asks for it.
    private func copies(in dataset: DatasetVersion) async throws -> CopyIndex? {
        guard countsCopies else { return nil }
        let index = CopyIndex(path: try await context.scratchDirectory() + "/copies.db")
        var done = 0
        try await DatasetRows.forEachBatch(of: dataset, in: context.artifacts, size: Self.batch) { rows in
            try goOn()
            try await index.add(rows)
            done += rows.count
            report(done, inPass: 0, of: dataset, "looking for copies")
        }
        return index
    }

    /// What stands online is read from the finished file: both are the same by construction, and nothing is online that has no file.
    private func publish(_ view: MaterializeOutput.View, of dataset: DatasetVersion) async throws {
        let version = FeatureVersion(dataset: dataset.id, order: task.job.rawValue)
        try await ShardLines.forEachPiece(of: view.file, in: context.artifacts) { lines in
            for start in stride(from: 0, to: lines.count, by: Self.batch) {
                try goOn()
                let rows = try lines[start..<min(start + Self.batch, lines.count)].map { line in
                    try FeatureRow(try JSONReader.parse(line.bytes, limits: JSONLimits(maximumBytes: DatasetRows.lineBytes)))
                }
                try await online.upsert(tenant: task.tenant, view: view.name, version: version, rows: rows)
            }
        }
    }

    /// Every pass reads all rows once: copies where they are asked for, features, and one for each view's way to the online store.
    private func report(_ done: Int, inPass pass: Int, of dataset: DatasetVersion, _ message: String) {
        let rows = dataset.train.rows + dataset.validation.rows + dataset.test.rows
        let passes = (countsCopies ? 1 : 0) + 1 + views.count
        context.report(Progress(done: Double(pass * rows + done), total: Double(passes * rows), unit: "items", message: message))
    }

    private func goOn() throws {
        try Task.checkCancellation()
        if context.drain.isSet { throw FleetError("drain", .interrupted, "stopped before the end of the rows") }
    }
}
