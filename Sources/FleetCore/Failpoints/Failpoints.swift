import Synchronization

/// What a process does at its failpoints: nothing, unless one of them is armed.
public final class Failpoints: Sendable {
    /// Nothing ever happens.
    public static let none = Failpoints()

    private struct Armed: Sendable {
        let point: Failpoint
        let turn: Int
        let act: @Sendable () -> Void
    }

    private let armed: Armed?
    private let hits = Mutex(0)

    private init() { armed = nil }

    /// - Parameters:
    ///   - turn: the how-manieth hit acts, from 1; the others pass.
    ///   - act: ends or stops the process.
    public init(_ point: Failpoint, turn: Int, act: @escaping @Sendable () -> Void) {
        armed = Armed(point: point, turn: turn, act: act)
    }

    /// The process has come to `point`. Callable from any thread.
    public func hit(_ point: Failpoint) {
        guard let armed, armed.point == point else { return }
        let count = hits.withLock { hits in
            hits += 1
            return hits
        }
        if count == armed.turn { armed.act() }
    }
}
