/// When jobs are due that come at a steady pace, whatever becomes of them. Only when too many are under way does its time stand still: a fleet
/// that does not keep up must be seen in the figures, and not fill the machine.
struct JobSchedule {
    /// Jobs a second.
    let pace: Double
    /// Jobs under way at which it pauses.
    let mostOutstanding: Int
    private(set) var submitted = 0
    private(set) var pausedSeconds = 0.0
    private var seenAt = 0.0

    init(pace: Double, mostOutstanding: Int) {
        self.pace = pace
        self.mostOutstanding = mostOutstanding
    }

    /// How many jobs are to be submitted now.
    /// - Parameters:
    ///   - seconds: since the beginning.
    ///   - outstanding: jobs that were submitted and have not ended.
    mutating func due(at seconds: Double, outstanding: Int) -> Int {
        let passed = seconds - seenAt
        seenAt = seconds
        guard outstanding < mostOutstanding else {
            pausedSeconds += passed
            return 0
        }
        let owed = Int(pace * (seconds - pausedSeconds)) - submitted
        let count = min(max(owed, 0), mostOutstanding - outstanding)
        submitted += count
        return count
    }
}
