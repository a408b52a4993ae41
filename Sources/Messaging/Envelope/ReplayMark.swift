import FleetCore

/// Says that a record is a dead letter played again. It is what makes the record the same message however often it is written, and what a
/// dead letter that comes of it says about its origin.
public struct ReplayMark: Sendable, Equatable {
    /// The id of the dead letter.
    public let letter: String
    /// The number of this try: 2 for the first replay.
    public let attempt: Int

    public init(letter: String, attempt: Int) {
        self.letter = letter
        self.attempt = attempt
    }

    /// Reads the mark of a record; nil where there is none, or none of ours.
    public init?(_ headers: [Record.Header]) {
        func text(_ name: String) -> String? { headers.first { $0.name == name }.flatMap { String(validating: $0.value, as: UTF8.self) } }
        guard let letter = text(Self.letterHeader), DeadLetter.isID(letter), let number = text(Self.attemptHeader).flatMap({ Int($0) }),
            (2...1_000_000).contains(number)
        else { return nil }
        self.init(letter: letter, attempt: number)
    }

    /// The headers of a replayed record: the mark first, so that no limit cuts it off, then its own without the mark of an earlier replay.
    func marking(_ headers: [Record.Header]) -> [Record.Header] {
        let own = headers.filter { $0.name != Self.letterHeader && $0.name != Self.attemptHeader }
        return [Record.Header(Self.letterHeader, letter), Record.Header(Self.attemptHeader, String(attempt))] + own
    }

    private static let letterHeader = "modelops-replay-of"
    private static let attemptHeader = "modelops-replay-attempt"
}
