import FleetCore
import JSON

/// Embeddings of an OpenAI-compatible endpoint.
public struct OpenAIEmbeddingModel: EmbeddingModel {
    private let endpoint: OpenAIEndpoint
    private let model: String

    public init(settings: OpenAISettings, model: String, transport: any ProviderTransport, clock: any FleetClock) {
        endpoint = OpenAIEndpoint(settings: settings, transport: transport, clock: clock)
        self.model = model
    }

    public var name: String { model }

    public func embed(_ texts: [String]) async throws -> [[Float]] {
        guard !texts.isEmpty else { return [] }
        let attempt = "embedding \(texts.count) texts with \(model)"
        let body: JSONValue = .object([
            "model": .string(model), "input": .array(texts.map { .string($0) }), "encoding_format": "float",
        ])
        let answer = try await endpoint.json("POST", "/embeddings", body: .json(JSONWriter.compact.bytes(body)), attempt: attempt)
        guard let data = answer["data"]?.array, data.count == texts.count else { throw endpoint.malformed(attempt) }
        var vectors = [[Float]?](repeating: nil, count: texts.count)
        for (position, item) in data.enumerated() {
            let index = item["index"]?.integer.map { Int($0) } ?? position
            let numbers = (item["embedding"]?.array ?? []).compactMap { $0.number.map { Float($0) } }
            guard vectors.indices.contains(index), vectors[index] == nil, !numbers.isEmpty else { throw endpoint.malformed(attempt) }
            vectors[index] = numbers
        }
        let complete = vectors.compactMap { $0 }
        guard complete.count == texts.count, Set(complete.map(\.count)).count == 1 else { throw endpoint.malformed(attempt) }
        return complete
    }
}
