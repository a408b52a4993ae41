/// What the checker found: counts for each invariant, and each violation by name.
public struct Verdict: Sendable, Equatable {
    public struct Violation: Sendable, Equatable {
        public let invariant: Invariant
        /// A short name of what went wrong: `lost_job`.
        public let anomaly: String
        public let message: String
    }

    /// How many things were looked at, by invariant.
    public private(set) var checked: [Invariant: Int] = [:]
    public private(set) var violations: [Violation] = []
    /// What is worth knowing and no violation: raw duplicates, intents that a person must look at.
    public private(set) var remarks: [String: Int] = [:]

    public init() {}

    public var isClean: Bool { violations.isEmpty }

    public func violations(of invariant: Invariant) -> [Violation] { violations.filter { $0.invariant == invariant } }

    /// One line per invariant with its counts, the violations (the first 20), the remarks.
    public var text: String {
        var lines = Invariant.allCases.map { invariant in
            let count = String(checked[invariant] ?? 0)
            return "\(invariant.rawValue)  checked \(String(repeating: " ", count: max(0, 6 - count.count)))\(count)  violations "
                + "\(violations(of: invariant).count)  \(invariant.title)"
        }
        for violation in violations.prefix(20) {
            lines.append("VIOLATION \(violation.invariant.rawValue) \(violation.anomaly): \(violation.message)")
        }
        if violations.count > 20 { lines.append("… and \(violations.count - 20) more") }
        for (remark, count) in remarks.sorted(by: { $0.key < $1.key }) { lines.append("remark: \(remark) \(count)") }
        return lines.joined(separator: "\n")
    }

    /// Counts one thing that was looked at, and says so where it is wrong.
    mutating func expect(_ isRight: Bool, _ invariant: Invariant, _ anomaly: String, _ message: @autoclosure () -> String) {
        checked[invariant, default: 0] += 1
        if !isRight { violations.append(Violation(invariant: invariant, anomaly: anomaly, message: message())) }
    }

    mutating func remark(_ what: String, _ count: Int = 1) { if count > 0 { remarks[what, default: 0] += count } }
}
