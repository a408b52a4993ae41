/// A job from its submission to its one terminal state. Pure: an event answers the next state, or why there is none.
///
///     state                      event                next state
///     submitted                  validationBegan      validating
///     submitted, validating      rejected             rejected
///     submitted, validating      started              running
///     running                    blocked              waiting
///     waiting                    unblocked            running
///     running, waiting           pauseRequested       paused
///     paused                     resumeRequested      running
///     any before an end          cancelRequested      cancelling
///     running, waiting, paused   failing              cancelling (other tasks are still to be ended)
///     running, waiting, paused   finished(outcome)    succeeded or failed
///     submitted, validating      finished(failed)     failed
///     cancelling                 finished(outcome)    succeeded, failed or cancelled: what came out is recorded as what it is
///     an end                     anything             unchanged, for ever
public struct JobMachine: Sendable, Equatable {
    public private(set) var state: JobState

    public enum Event: Sendable, Equatable, CaseIterable {
        case validationBegan, rejected, started
        case blocked, unblocked
        case pauseRequested, resumeRequested
        case cancelRequested
        case failing
        case finished(Outcome)

        public static var allCases: [Event] {
            [.validationBegan, .rejected, .started, .blocked, .unblocked, .pauseRequested, .resumeRequested, .cancelRequested, .failing]
                + [Outcome.succeeded, .failed, .cancelled].map(Event.finished)
        }
    }

    public enum Outcome: Sendable, Equatable {
        case succeeded, failed, cancelled

        public var state: JobState {
            switch self {
            case .succeeded: .succeeded
            case .failed: .failed
            case .cancelled: .cancelled
            }
        }
    }

    public init(state: JobState = .submitted) { self.state = state }

    /// - Returns: the state before, when the job moved; nil when the event means nothing here.
    public mutating func apply(_ event: Event) -> JobState? {
        guard let next = Self.next(state, event), next != state else { return nil }
        defer { state = next }
        return state
    }

    private static func next(_ state: JobState, _ event: Event) -> JobState? {
        switch (state, event) {
        case (.submitted, .validationBegan): .validating
        case (.submitted, .rejected), (.validating, .rejected): .rejected
        case (.submitted, .started), (.validating, .started): .running
        case (.running, .blocked): .waiting
        case (.waiting, .unblocked): .running
        case (.running, .pauseRequested), (.waiting, .pauseRequested): .paused
        case (.paused, .resumeRequested): .running
        case (.submitted, .cancelRequested), (.validating, .cancelRequested), (.running, .cancelRequested), (.waiting, .cancelRequested),
            (.paused, .cancelRequested):
            .cancelling
        case (.running, .failing), (.waiting, .failing), (.paused, .failing): .cancelling
        case (.running, .finished(let outcome)), (.waiting, .finished(let outcome)), (.paused, .finished(let outcome)):
            outcome == .cancelled ? nil : outcome.state
        case (.submitted, .finished(.failed)), (.validating, .finished(.failed)): .failed
        case (.cancelling, .finished(let outcome)): outcome.state
        default: nil
        }
    }
}
