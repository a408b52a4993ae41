import FleetCore

/// When the next beat is due: a third of a lease after the last one, sooner when there are news, at once when something urgent changed.
struct BeatSchedule: Sendable {
    let period: Duration
    let newsInterval: Duration
    private var last: MonotonicInstant?

    init(lease: Duration, newsInterval: Duration) {
        period = lease / 3
        self.newsInterval = min(newsInterval, lease / 3)
    }

    func due(_ changes: ChangeBell.Changes, now: MonotonicInstant) -> MonotonicInstant {
        guard let last else { return now }
        if changes.isUrgent { return now }
        return last + (changes.hasNews ? newsInterval : period)
    }

    mutating func sent(at now: MonotonicInstant) { last = now }
}
