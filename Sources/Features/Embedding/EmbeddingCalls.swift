import FleetCore
import Providers

/// Asks an embedding model for many texts: in requests of bounded size, a few at once, each tried again when its failure may pass.
struct EmbeddingCalls: Sendable {
    /// Texts in one request at most.
    static let texts = 64
    /// Bytes of text in one request, unless a single text has more.
    static let bytes = 128 * 1024
    /// Requests under way at once.
    static let parallel = 4
    /// A longer pause that the endpoint asks for is left to the coordinator: the slot is free meanwhile.
    static let longestPause = Duration.seconds(60)

    let model: any EmbeddingModel
    let clock: any FleetClock
    let identifiers: IdentifierSource
    let drain: Signal
    var policy = RetryPolicy(maximumFailures: 5, baseSeconds: 1, ceilingSeconds: 30)

    /// One vector per text, in the same order.
    /// - Throws: `FleetError` with the endpoint's disposition; `drain` (interrupted) when the process stops.
    func vectors(of texts: [String]) async throws -> [[Float]] {
        let requests = Self.requests(for: texts)
        return try await withThrowingTaskGroup(of: (Int, [[Float]]).self) { group in
            var answers = [[[Float]]](repeating: [], count: requests.count)
            var next = 0
            var waiting = 0
            while next < requests.count || waiting > 0 {
                if next < requests.count, waiting < Self.parallel {
                    let (index, asked) = (next, Array(texts[requests[next]]))
                    group.addTask { (index, try await answer(asked)) }
                    next += 1
                    waiting += 1
                } else if let (index, vectors) = try await group.next() {
                    answers[index] = vectors
                    waiting -= 1
                }
            }
            return answers.flatMap { $0 }
        }
    }

    static func requests(for texts: [String]) -> [Range<Int>] {
        var requests: [Range<Int>] = []
        var start = 0
        var size = 0
        for (index, text) in texts.enumerated() {
            let count = text.utf8.count
            if index > start, index - start == Self.texts || size + count > bytes {
                requests.append(start..<index)
                start = index
                size = 0
            }
            size += count
        }
        if start < texts.count { requests.append(start..<texts.count) }
        return requests
    }

    private func answer(_ texts: [String]) async throws -> [[Float]] {
        var failures = 0
        while true {
            do {
                let vectors = try await model.embed(texts)
                guard vectors.count == texts.count else {
                    throw FleetError("embedding_malformed", .transient, "\(model.name) gave \(vectors.count) vectors for \(texts.count) texts")
                }
                return vectors
            } catch let error as FleetError where error.disposition == .transient || error.disposition == .throttled {
                failures += 1
                let delay = max(error.retryAfter ?? .zero, policy.delay(afterFailure: failures, jitter: identifiers.fraction()))
                guard failures < policy.maximumFailures, delay <= Self.longestPause else { throw error }
                try await pause(delay)
            }
        }
    }

    /// Waits, or ends at once when the process stops.
    private func pause(_ delay: Duration) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await clock.sleep(for: delay) }
            group.addTask { try await drain.wait() }
            defer { group.cancelAll() }
            _ = try await group.next()
        }
        if drain.isSet { throw FleetError("drain", .interrupted, "stopped before the end of the rows") }
    }
}
