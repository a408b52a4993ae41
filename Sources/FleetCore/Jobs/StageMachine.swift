/// One stage of a job. Pure: an event changes the value and answers what is to be done.
///
///     state     event                          next state     actions
///     pending   all before it are over         ready          begin
///     ready     tasks planned (n > 0)          running        remaining = n
///     ready     nothing to do                  skipped        over
///     ready     done without tasks             succeeded      over
///     running   tasks added (n)                running        remaining + n
///     running   task completed, others left    running        remaining − 1
///     running   task completed, none left      running        proceed (fan-in: cannot be missed)
///     running   step planned (n)               running        remaining = n
///     running   done                           succeeded      over
///     running   task failed                    failed         over
///     not over  task or job cancelled          cancelled      over
///     over      anything                       unchanged
public struct StageMachine: Sendable, Equatable {
    public private(set) var state: StageState
    /// Tasks of the present step that are not over.
    public private(set) var remaining: Int

    public enum Event: Sendable, Equatable {
        case unblocked
        case planned(Int)
        case tasksAdded(Int)
        case taskCompleted
        case taskFailed
        case skipped
        case done
        case cancelled
    }

    public enum Action: Sendable, Equatable {
        /// The first step is to be planned.
        case begin
        /// No task is left: what follows is to be planned.
        case proceed
        /// The stage is over.
        case over(StageState)
    }

    public init(state: StageState = .pending, remaining: Int = 0) {
        self.state = state
        self.remaining = remaining
    }

    public mutating func apply(_ event: Event) -> [Action] {
        switch (state, event) {
        case (.pending, .unblocked):
            state = .ready
            return [.begin]
        case (.ready, .planned(let count)), (.running, .planned(let count)):
            state = .running
            remaining = count
            return count == 0 ? [.proceed] : []
        case (.running, .tasksAdded(let count)):
            remaining += count
            return []
        case (.running, .taskCompleted):
            guard remaining > 0 else { return [] }
            remaining -= 1
            return remaining == 0 ? [.proceed] : []
        case (.ready, .skipped): return end(.skipped)
        case (.ready, .done), (.running, .done): return end(.succeeded)
        case (.ready, .taskFailed), (.running, .taskFailed): return end(.failed)
        case (.pending, .cancelled), (.ready, .cancelled), (.running, .cancelled): return end(.cancelled)
        default: return []
        }
    }

    private mutating func end(_ over: StageState) -> [Action] {
        state = over
        remaining = 0
        return [.over(over)]
    }
}
