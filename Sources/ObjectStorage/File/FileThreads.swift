import Dispatch
import Synchronization

/// A few threads for blocking file calls, so that a slow disk never holds the cooperative pool.
final class FileThreads: Sendable {
    // seam: file calls block; each queue is one thread of ours, and a caller only awaits its answer.
    private let queues: [DispatchQueue]
    private let next = Atomic<Int>(0)

    /// - Parameter width: calls at once; further ones wait in line.
    init(width: Int = 4) {
        queues = (0..<width).map { DispatchQueue(label: "modelops.files.\($0)") }  // seam: see above
    }

    func run<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try Task.checkCancellation()
        return try await runToEnd(body)
    }

    /// As `run`, also when the caller was cancelled: for what must be tidied up.
    func runToEnd<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            queue().async { continuation.resume(with: Result(catching: body)) }
        }
    }

    /// As the other; what is run cannot fail.
    func runToEnd(_ body: @escaping @Sendable () -> Void) async {
        await withCheckedContinuation { continuation in
            queue().async {
                body()
                continuation.resume()
            }
        }
    }

    private func queue() -> DispatchQueue { queues[next.wrappingAdd(1, ordering: .relaxed).oldValue % queues.count] }
}
