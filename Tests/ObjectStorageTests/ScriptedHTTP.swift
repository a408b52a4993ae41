import FleetCore
import HTTP
import Synchronization

/// A server in memory: answers by address, and remembers what was asked.
final class ScriptedHTTP: HTTPClient {
    struct Reply: Sendable {
        var status = 200
        var headers: [(name: String, value: String)] = []
        var pieces: [[UInt8]] = []
    }

    private let answer: @Sendable (ClientRequest) throws -> Reply
    private let asked = Mutex<[ClientRequest]>([])

    init(_ answer: @escaping @Sendable (ClientRequest) throws -> Reply) { self.answer = answer }

    var requests: [ClientRequest] { asked.withLock { $0 } }

    func send(_ request: ClientRequest) async throws -> ClientResponse {
        asked.withLock { $0.append(request) }
        let reply = try answer(request)
        return ClientResponse(status: reply.status, headers: reply.headers, body: reply.pieces.flatMap { $0 })
    }

    func stream(_ request: ClientRequest) async throws -> any ClientStream {
        asked.withLock { $0.append(request) }
        return Stream(try answer(request))
    }

    private final class Stream: ClientStream {
        let status: Int
        let headers: [(name: String, value: String)]
        private let rest: Mutex<[[UInt8]]>

        init(_ reply: Reply) {
            status = reply.status
            headers = reply.headers
            rest = Mutex(reply.pieces)
        }

        func next() async throws -> [UInt8]? { rest.withLock { $0.isEmpty ? nil : $0.removeFirst() } }
        func close() async {}
    }
}
