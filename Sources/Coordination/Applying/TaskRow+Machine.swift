import FleetCore
import Persistence

extension TaskRow {
    /// The task's machine as the row has it.
    func machine(retry: RetryPolicy, searchGrace: Duration) -> WorkTaskMachine {
        WorkTaskMachine(
            state: state, attempt: attempt, execution: execution, failures: failures, expiriesInRow: expiriesInRow,
            unansweredInRow: dispatchTimeouts, isCancelRequested: cancelRequested, retry: retry, searchGrace: searchGrace)
    }

    /// Takes over what the machine has become.
    mutating func take(_ machine: WorkTaskMachine) {
        state = machine.state
        attempt = machine.attempt
        execution = machine.execution
        failures = machine.failures
        expiriesInRow = machine.expiriesInRow
        isAlone = machine.runsAlone
        dispatchTimeouts = machine.unansweredInRow
        cancelRequested = machine.isCancelRequested
        if machine.execution == nil { worker = nil }
    }

    var charge: Money? {
        guard let chargeMicros, let chargeCurrency else { return nil }
        return Money(micros: chargeMicros, currency: chargeCurrency)
    }
}

extension PermitRow {
    var machine: PermitMachine {
        let holder = attempt.flatMap { number in execution.map { Fence(attempt: number, execution: $0) } }
        return PermitMachine(
            state: PermitState(rawValue: state) ?? .needsReview, holder: holder, searches: searches, mostSearches: Self.mostSearches)
    }

    /// A grace period lies before each: together longer than any provider was seen to list late.
    static let mostSearches = 3

    mutating func take(_ machine: PermitMachine) {
        state = machine.state.rawValue
        searches = machine.searches
        attempt = machine.holder?.attempt
        execution = machine.holder?.execution
    }
}
