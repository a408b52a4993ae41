import FleetCore
import Providers
import Synchronization

/// A model whose vectors tell which text they belong to; it fails as its test says.
final class FakeEmbeddings: EmbeddingModel {
    let name: String
    private let fail: @Sendable (_ call: Int, _ texts: [String]) throws -> Void
    private let dimensions: @Sendable (String) -> Int
    private let calls = Mutex<[[String]]>([])

    /// - Parameter fail: gets the number of the call, from 1.
    init(
        name: String = "fake", dimensions: @escaping @Sendable (String) -> Int = { _ in 3 },
        fail: @escaping @Sendable (Int, [String]) throws -> Void = { _, _ in }
    ) {
        self.name = name
        self.dimensions = dimensions
        self.fail = fail
    }

    var asked: [[String]] { calls.withLock { $0 } }

    func embed(_ texts: [String]) async throws -> [[Float]] {
        let number = calls.withLock { calls in
            calls.append(texts)
            return calls.count
        }
        try fail(number, texts)
        return texts.map { text in
            var vector = [Float](repeating: 0.1, count: dimensions(text))
            vector[0] = Self.mark(text)
            return vector
        }
    }

    static func mark(_ text: String) -> Float { text.utf8.reduce(0) { ($0 * 31 + Float($1)).truncatingRemainder(dividingBy: 10_007) } }
}
