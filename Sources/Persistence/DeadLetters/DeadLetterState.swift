/// What was done about a dead letter.
public enum DeadLetterState: String, Sendable, CaseIterable, SQLColumn {
    /// Nothing yet.
    case new
    /// It was played again, once and for all: what is still wrong comes back as another letter.
    case replayed
    /// A person has put it aside.
    case parked
}
