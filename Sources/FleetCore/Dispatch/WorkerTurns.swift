/// Whose turn it is among workers that a task may be sent to: the one with the most credit, and among equals the one that was sent nothing for
/// the longest time. Pure; remembered from one round of dispatching to the next.
///
/// | credit | sent the last | goes |
/// |---|---|---|
/// | more | whenever | first |
/// | equal | never | first, in order of the ids |
/// | equal | longer ago | before one that was sent something since |
/// | none | whenever | never |
public struct WorkerTurns: Sendable, Hashable {
    private var turns: [WorkerID: Int] = [:]
    private var last = 0

    public init() {}

    /// The worker whose turn it is; nil where none has credit.
    public func next(of credits: [WorkerID: Int]) -> WorkerID? {
        let free = credits.filter { $0.value > 0 }
        return free.keys.min { left, right in
            (-(free[left] ?? 0), turns[left] ?? 0, left) < (-(free[right] ?? 0), turns[right] ?? 0, right)
        }
    }

    /// A task goes to the worker: it is the last one now.
    public mutating func sent(to worker: WorkerID) {
        last += 1
        turns[worker] = last
    }

    /// Forgets workers that are gone.
    public mutating func keep(_ workers: Set<WorkerID>) { turns = turns.filter { workers.contains($0.key) } }
}
