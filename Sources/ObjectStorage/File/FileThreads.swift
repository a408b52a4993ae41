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
        let queue = queues[next.wrappingAdd(1, ordering: .relaxed).oldValue % queues.count]
        return try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result(catching: body)) }
        }
    }
}
