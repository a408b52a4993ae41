import FleetCore
import Messaging

/// Remembers which execution took up which attempt, so that a message that comes again gets the same answer. Bounded: the oldest are forgotten.
struct AttemptMemory: Sendable {
    struct Attempt: Hashable, Sendable {
        let task: WorkTaskID
        let number: Int
    }

    private var executions: [Attempt: ExecutionID] = [:]
    private var order: [Attempt] = []
    private var head = 0
    private let capacity: Int

    init(capacity: Int = 4096) { self.capacity = capacity }

    subscript(task: WorkTaskID, attempt: Int) -> ExecutionID? { executions[Attempt(task: task, number: attempt)] }

    mutating func remember(_ token: ExecutionToken) {
        let attempt = Attempt(task: token.task, number: token.attempt)
        if executions.updateValue(token.execution, forKey: attempt) == nil { order.append(attempt) }
        while order.count - head > capacity {
            executions[order[head]] = nil
            head += 1
        }
        if head > capacity {
            order.removeFirst(head)
            head = 0
        }
    }
}
