import FleetCore

/// What one poll leaves to the next.
struct PollCheckpoint: Codable, Sendable, Equatable {
    static let firstDelaySeconds = 5
    static let longestDelaySeconds = 60
    /// Polls in a row that show something that cannot be understood.
    static let unclearLimit = 10
    /// Polls in a row without an answer: about four hours.
    static let troubleLimit = 240

    /// Until the next poll.
    var delaySeconds = firstDelaySeconds
    /// The newest line that was told already.
    var lastEvent: String?
    /// The provider's word at the last answer; nil before the first.
    var remoteState: String?
    var unclear = 0
    var troubles = 0

    var delay: Duration { .seconds(delaySeconds) }

    /// After a poll: the next one comes later, up to the longest delay.
    func later() -> PollCheckpoint {
        var next = self
        next.delaySeconds = min(max(delaySeconds, 1) * 2, Self.longestDelaySeconds)
        return next
    }
}
