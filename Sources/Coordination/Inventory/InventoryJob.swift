import FleetCore
import JSON

/// The job that takes the inventory of one provider: no person's, begun by a durable timer. Its one stage is `train`, whose workers hold the provider's key.
struct InventoryJob: Equatable {
    let provider: String
    let mark: String

    /// Parts of a listing that one inventory looks at; the rest waits for the next one.
    static let mostParts = 20
    /// Objects that one part ends at most.
    static let mostRetired = 100

    init(provider: String, mark: String) {
        self.provider = provider
        self.mark = mark
    }

    /// Nil for a document of anybody else.
    init?(document: JSONValue) {
        guard let inventory = document["inventory"], let provider = inventory["provider"]?.string, let mark = inventory["mark"]?.string else { return nil }
        self.init(provider: provider, mark: mark)
    }

    var document: JSONValue { ["inventory": ["provider": .string(provider), "mark": .string(mark)]] }
    var name: String { "inventory of \(provider)" }
    /// Stands where a job document has its digest: one inventory of a provider at a time.
    var hash: String { "inventory:\(provider)" }

    func list(after: String?) throws -> PlannedTask { try task("inventory", RemoteInventoryInput(provider: provider, mark: mark, after: after)) }
    func retire(_ object: RemoteObject) throws -> PlannedTask {
        try task("retire", RemoteInventoryInput(provider: provider, mark: mark, object: object.id))
    }

    private func task(_ step: String, _ input: RemoteInventoryInput) throws -> PlannedTask {
        PlannedTask(kind: .train, step: step, input: try JSONValue.encoding(input), needs: ["provider:\(provider)"])
    }
}
