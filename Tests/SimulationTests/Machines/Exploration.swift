/// What an exploration has found.
struct Exploration: Sendable, CustomStringConvertible {
    let name: String
    /// States that were visited.
    var states = 0
    /// Steps between them that were taken.
    var steps = 0
    /// States from which the way to the end was walked.
    var healed = 0
    /// The search ended at its limit, not because there was nothing new.
    var isCut = false
    /// The first promise that was broken, and the shortest way there.
    var violation: ProtocolViolation?
    var trace: [ProtocolStep] = []

    var description: String {
        let size = "\(name): \(states)\(isCut ? "+" : "") states, \(steps) steps, \(healed) walked to the end"
        guard let violation else { return size + ": holds" }
        return size + ": \(violation.rawValue): " + trace.map(\.description).joined(separator: " | ")
    }
}
