import FleetCore
import Foundation

/// An operating-system thread of its own: the client library blocks, and the cooperative pool must not.
enum ClientThread {
    /// Runs `body` on a new thread.
    static func start(_ name: String, _ body: @escaping @Sendable () -> Void) {
        // seam: librdkafka's polling blocks in C; the thread ends when `body` returns, which each client's close brings about.
        let thread = Thread(block: body)
        thread.name = String(name.prefix(15))
        thread.stackSize = 512 * 1024
        thread.start()
    }
}
