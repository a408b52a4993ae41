import JSON

/// What the doctor found about one thing.
struct Finding: Sendable, Equatable {
    enum State: String, Sendable { case good, doubtful, bad, skipped }

    let subject: String
    let state: State
    let message: String
    /// What to do.
    let advice: String?

    init(_ subject: String, _ state: State, _ message: String, advice: String? = nil) {
        self.subject = subject
        self.state = state
        self.message = message
        self.advice = advice
    }

    var line: String {
        let mark =
            switch state {
            case .good: "ok   "
            case .doubtful: "look "
            case .bad: "BAD  "
            case .skipped: "-    "
            }
        let subject = self.subject + String(repeating: " ", count: max(0, 12 - self.subject.count))
        return "\(mark)\(subject)\(message)\(advice.map { "\n                 next: \($0)" } ?? "")"
    }

    static func json(_ findings: [Finding]) -> String {
        let list = findings.map { finding -> JSONValue in
            [
                "subject": .string(finding.subject), "state": .string(finding.state.rawValue), "message": .string(finding.message),
                "advice": finding.advice.map { .string($0) } ?? .null,
            ]
        }
        return String(decoding: JSONWriter.pretty.bytes(.object(["findings": .array(list)])), as: UTF8.self)
    }
}
