import FleetCore
import HTTP
import JSON
import Synchronization

/// Answers in turn, the last one for ever; remembers who was asked.
final class TurnedHTTP: HTTPClient {
    enum Turn: Sendable {
        case answer(Int, JSONValue)
        case unreachable
    }

    private let turns: Mutex<[Turn]>
    private let urls = Mutex<[String]>([])

    init(_ turns: [Turn]) { self.turns = Mutex(turns) }

    var asked: [String] { urls.withLock { $0 } }

    func send(_ request: ClientRequest) async throws -> ClientResponse {
        urls.withLock { $0.append(request.url) }
        switch turns.withLock({ $0.count > 1 ? $0.removeFirst() : $0[0] }) {
        case .answer(let status, let body): return ClientResponse(status: status, headers: [], body: JSONWriter.compact.bytes(body))
        case .unreachable: throw FleetError("not_sent", .transient, "refused")
        }
    }

    func stream(_ request: ClientRequest) async throws -> any ClientStream { throw FleetError("not_sent", .transient, "refused") }
}
