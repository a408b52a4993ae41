/// A component with a life: `run` is the whole of it.
public protocol Service: Sendable {
    /// How logs and errors call it.
    var name: String { get }

    /// Runs until `shutdown` is set, then finishes what was begun and returns. Cancellation means: leave now.
    /// Returning before `shutdown` was set is a failure of the service, except where its documentation says otherwise.
    func run(until shutdown: Signal) async throws
}
