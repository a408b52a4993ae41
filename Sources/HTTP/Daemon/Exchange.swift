import CMicroHTTP
import FleetCore
import Synchronization

/// One request and its answer, between the daemon's thread (head, body, sending) and the task that runs the handler.
final class Exchange: Sendable {
    /// What the daemon's thread does with the connection next.
    enum Step {
        case send(HTTPResponse)
        case wait
    }

    private struct State {
        var request: HTTPRequest?
        var route: HTTPRoute?
        var principal: HTTPPrincipal?
        var body: [UInt8] = []
        var discarded = 0
        var isOversize = false
        var isSuspended = false
        var response: HTTPResponse?
    }

    let target: String
    let connection: ConnectionHandle
    let stream = StreamBuffer()
    private let state = Mutex(State())

    init(target: String, connection: ConnectionHandle) {
        self.target = target
        self.connection = connection
    }

    // MARK: the daemon's thread

    var hasBegun: Bool { state.withLock { $0.route != nil } }
    var isDispatched: Bool { state.withLock { $0.request != nil } }

    /// - Parameter principal: who asks; nil where the route is open to everybody.
    func begin(_ route: HTTPRoute, _ principal: HTTPPrincipal?) {
        state.withLock { state in
            state.route = route
            state.principal = principal
        }
    }

    var principal: HTTPPrincipal? { state.withLock { $0.principal } }

    /// Takes a piece of the body; false when the client has to be broken off, because it goes on and on.
    func take(_ piece: UnsafeRawBufferPointer) -> Bool {
        state.withLock { state in
            let limit = state.route?.maximumBodyBytes ?? 0
            if !state.isOversize, state.body.count + piece.count <= limit {
                state.body += piece
                return true
            }
            // The answer can only be given at the end of the body, so a little more is read and dropped.
            state.isOversize = true
            state.body = []
            state.discarded += piece.count
            return state.discarded <= limit + 1024 * 1024
        }
    }

    var isOversize: Bool { state.withLock { $0.isOversize } }
    var body: [UInt8] { state.withLock { $0.body } }

    /// Suspends the connection for the handler; from here on `answer` resumes it.
    func dispatch(_ request: HTTPRequest) {
        state.withLock { state in
            state.request = request
            state.isSuspended = true
            MHD_suspend_connection(connection.pointer)
        }
    }

    /// The answer, or another wait.
    func nextStep() -> Step {
        state.withLock { state in
            if let response = state.response { return .send(response) }
            state.isSuspended = true
            MHD_suspend_connection(connection.pointer)
            return .wait
        }
    }

    // MARK: the handler's task

    var work: (request: HTTPRequest, route: HTTPRoute)? {
        state.withLock { state in
            guard let request = state.request, let route = state.route else { return nil }
            return (request, route)
        }
    }

    /// Sets the answer and lets the connection go on; the first answer counts.
    func answer(_ response: HTTPResponse) {
        state.withLock { state in
            guard state.response == nil else { return }
            state.response = response
            guard state.isSuspended else { return }
            state.isSuspended = false
            MHD_resume_connection(connection.pointer)
        }
    }
}
