/// A job from its submission to its one terminal state. Pure: an event answers the next state, or why there is none.
///
///     state                          event              next state
///     submitted                      validationBegan    validating
///     submitted, validating          started            running (the dataset version stands, or there is none)
///     validating on, unvalidated     rejected           rejected
///     validating, running            blocked            waiting
///     waiting                        unblocked          running; unvalidated: validating
///     validating, running, waiting   pauseRequested     paused
///     paused                         resumeRequested    running; unvalidated: validating
///     validating to paused           cancelRequested    cancelling
///     validating to paused           failing            cancelling (other tasks are still to be ended)
///     running, waiting, paused       finished(outcome)  succeeded or failed
///     validating                     finished(failed)   failed
///     cancelling                     finished(outcome)  succeeded, failed or cancelled: what came out is recorded as what it is
///     an end                         anything           unchanged, for ever
///
/// `unvalidated`: what the job was given to work on is not known to be usable yet.
public struct JobMachine: Sendable, Equatable {
    public private(set) var state: JobState
    /// Whether the job's input is known to be usable: its dataset version stands.
    public let isValidated: Bool

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

    public init(state: JobState = .submitted, isValidated: Bool = false) {
        self.state = state
        self.isValidated = isValidated
    }

    /// - Returns: the state before, when the job moved; nil when the event means nothing here.
    public mutating func apply(_ event: Event) -> JobState? {
        guard let next = next(event), next != state else { return nil }
        defer { state = next }
        return state
    }

    private func next(_ event: Event) -> JobState? {
        switch (state, event) {
        case (.submitted, .validationBegan): .validating
        case (.submitted, .started), (.validating, .started): .running
        case (.validating, .rejected), (.waiting, .rejected), (.paused, .rejected), (.cancelling, .rejected): isValidated ? nil : .rejected
        case (.validating, .blocked), (.running, .blocked): .waiting
        case (.waiting, .unblocked): isValidated ? .running : .validating
        case (.validating, .pauseRequested), (.running, .pauseRequested), (.waiting, .pauseRequested): .paused
        case (.paused, .resumeRequested): isValidated ? .running : .validating
        case (.validating, .cancelRequested), (.running, .cancelRequested), (.waiting, .cancelRequested), (.paused, .cancelRequested): .cancelling
        case (.validating, .failing), (.running, .failing), (.waiting, .failing), (.paused, .failing): .cancelling
        case (.running, .finished(let outcome)), (.waiting, .finished(let outcome)), (.paused, .finished(let outcome)):
            outcome == .cancelled ? nil : outcome.state
        case (.validating, .finished(.failed)): .failed
        case (.cancelling, .finished(let outcome)): outcome.state
        default: nil
        }
    }
}
