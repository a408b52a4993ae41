import FleetCore
import Synchronization

/// The pieces of an answer as they arrive.
final class CurlStream: ClientStream {
    private let transfer: CurlTransfer
    /// Kept, because the client's end is the end of its thread.
    private let client: CurlClient
    private let thread: CurlThread
    private let head = Mutex<CurlTransfer.Head?>(nil)

    init(transfer: CurlTransfer, client: CurlClient, thread: CurlThread) {
        self.client = client
        self.transfer = transfer
        self.thread = thread
    }

    /// A stream that nobody reads to its end must not hold its connection.
    deinit { if transfer.end == nil { end() } }

    func begin(_ head: CurlTransfer.Head) { self.head.withLock { $0 = head } }

    var status: Int { head.withLock { $0?.status ?? 0 } }
    var headers: [(name: String, value: String)] { head.withLock { $0?.headers ?? [] } }

    func next() async throws -> [UInt8]? {
        do {
            if let piece = try await transfer.pieces.next() {
                if transfer.takePause() { thread.look(at: transfer) }
                return piece
            }
        } catch {
            end()
            throw error
        }
        if case .failure(let error) = transfer.end { throw error }
        return nil
    }

    func close() async { end() }

    private func end() {
        transfer.cancel()
        thread.look(at: transfer)
    }
}
