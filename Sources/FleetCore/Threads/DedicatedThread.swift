import Foundation

/// A thread of its own for C calls that block: the cooperative pool has a handful of threads, and one that waits in C stands still for everybody.
public enum DedicatedThread {
    /// Starts a detached thread; it ends when `body` returns. The name is what debuggers and `top -H` show.
    // seam: the bridge between blocking C and structured concurrency; whoever starts a thread also ends it.
    public static func start(_ name: String, _ body: @escaping @Sendable () -> Void) {
        let thread = Thread(block: body)
        thread.name = name
        thread.start()
    }
}
