import FleetCore
import JSON
import JobDocument
import Providers
import WorkerKit

/// The worker of the stage materialize: its one step `run` makes the features of every row, offline as files and online for lookups.
public struct MaterializingWorker: Worker {
    public let kind = WorkKind.materialize
    public let slots: Int
    public let capabilities: [String]
    private let online: any OnlineStore
    private let embeddings: [String: @Sendable (String) -> any EmbeddingModel]

    /// - Parameters:
    ///   - online: where features are looked up by entity.
    ///   - embeddings: by a provider's name, a client for one of its models.
    ///   - slots: executions at once; each holds some 50 MiB (the page cache of the index of copies, a batch of vectors).
    public init(online: any OnlineStore, embeddings: [String: @Sendable (String) -> any EmbeddingModel] = [:], slots: Int = 2) {
        self.online = online
        self.embeddings = embeddings
        self.slots = slots
        capabilities = embeddings.keys.sorted().map { "provider:\($0)" }
    }

    public func run(_ task: TaskAssignment, in context: any TaskContext) async throws -> TaskOutcome {
        guard task.step == "run" else { throw FleetError("unknown_step", .bug, "the stage materialize has no step \(task.step)") }
        let input = try task.input.decode(MaterializeInput.self)
        let materialization = Materialization(views: try views(input, in: context), online: online, task: task, context: context)
        do {
            return .completed(output: try JSONValue.encoding(try await materialization.run(input.dataset)), spawned: [])
        } catch let error as FleetError where error.code == "drain" {
            return .interrupted(checkpoint: nil)
        }
    }

    private func views(_ input: MaterializeInput, in context: any TaskContext) throws -> [any FeatureView] {
        var views: [any FeatureView] = []
        // A view named twice is made once.
        for (index, name) in input.views.enumerated() where !views.contains(where: { $0.name == name }) {
            guard let view = BuiltinViews.all.first(where: { $0.name == name }) else {
                let names = BuiltinViews.all.map(\.name)
                throw FleetError(
                    "unknown_value", .rejected, "there is no view \(name.prefix(64))", path: "materialize.views[\(index)]",
                    hint: NearestName.find(name, among: names).map { "did you mean \($0)?" } ?? "there are \(names.joined(separator: ", "))")
            }
            views.append(view)
        }
        if let choice = input.embeddings { views.append(try embeddingsView(choice, in: context)) }
        return views
    }

    private func embeddingsView(_ choice: MaterializeInput.Embeddings, in context: any TaskContext) throws -> EmbeddingsView {
        guard let make = embeddings[choice.provider] else {
            throw FleetError(
                "unknown_value", .rejected, "no provider \(choice.provider.prefix(64)) is set up here for embeddings",
                path: "materialize.embeddings.provider",
                hint: NearestName.find(choice.provider, among: Array(embeddings.keys)).map { "did you mean \($0)?" }
                    ?? "name one of the fleet's providers")
        }
        return EmbeddingsView(
            calls: EmbeddingCalls(model: make(choice.model), clock: context.clock, identifiers: context.identifiers, drain: context.drain))
    }
}
