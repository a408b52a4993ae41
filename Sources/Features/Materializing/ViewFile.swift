import FleetCore
import JSON
import ObjectStorage

/// The offline file of one view in the making: a line per row. One task uses it; either `finish` or `abandon` ends it.
final class ViewFile {
    private static let bufferBytes = 256 * 1024
    let view: any FeatureView
    private let writer: any ObjectWriter
    private var buffer: [UInt8] = []
    private var entities = 0
    private(set) var summary = FeatureSummary()

    init(_ view: any FeatureView, prefix: String, in store: any ObjectStore) async throws {
        self.view = view
        writer = try await store.writer(for: "\(prefix)features/\(view.name).jsonl")
    }

    func write(_ rows: [CountedRow]) async throws {
        let features = try await view.features(of: rows)
        guard features.count == rows.count else {
            throw FleetError("view_incomplete", .bug, "the view \(view.name) gave \(features.count) answers for \(rows.count) rows")
        }
        for (counted, values) in zip(rows, features) {
            view.summarize(values, of: counted.row.part, into: &summary)
            let row = FeatureRow(entity: counted.row.id, split: counted.row.part.rawValue, values: values)
            JSONWriter.canonical.write(row.json, to: &buffer)
            buffer.append(0x0A)
            entities += 1
        }
        if buffer.count >= Self.bufferBytes { try await flush() }
    }

    func finish() async throws -> MaterializeOutput.View {
        try await flush()
        return MaterializeOutput.View(name: view.name, entities: entities, file: try await writer.finish())
    }

    func abandon() async { await writer.abandon() }

    private func flush() async throws {
        guard !buffer.isEmpty else { return }
        try await writer.write(buffer)
        buffer.removeAll(keepingCapacity: true)
    }
}
