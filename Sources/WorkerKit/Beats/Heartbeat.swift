import FleetCore
import Messaging

/// The loop of beats of a process: it renews the leases of all executions and carries their progress, checkpoints and lines.
final class Heartbeat: Sendable {
    private let composer: BeatComposer
    private let voice: ResultVoice
    private let bell: ChangeBell
    private let schedule: BeatSchedule
    private let clock: any FleetClock

    init(composer: BeatComposer, voice: ResultVoice, bell: ChangeBell, schedule: BeatSchedule, clock: any FleetClock) {
        self.composer = composer
        self.voice = voice
        self.bell = bell
        self.schedule = schedule
        self.clock = clock
    }

    /// Beats until cancelled. While the broker is away one beat waits, and tells what is so when it gets through.
    func run() async throws {
        var schedule = schedule
        while true {
            let now = clock.now()
            let due = schedule.due(bell.current, now: now)
            if due <= now {
                schedule.sent(at: now)
                try await beat()
            } else {
                try await bell.wakeup.wait(until: due, clock: clock)
            }
        }
    }

    /// Says the last words of the process, after everything else.
    func last() async throws {
        composer.leave()
        try await beat()
    }

    /// A beat that no message can carry is said again with the bare tokens: leases must not end for what a worker tells.
    private func beat() async throws {
        do { try await say(isBare: false) } catch let error as FleetError where Self.isAboutTheBeat(error) {
            try await say(isBare: true)
        }
    }

    private func say(isBare: Bool) async throws {
        try await voice.say(acknowledged: { [composer] in composer.acknowledge() }) { [composer] in try composer.compose(isBare: isBare) }
    }

    private static func isAboutTheBeat(_ error: FleetError) -> Bool {
        error.code == BrokerFailure.recordTooLarge || error.code == EnvelopeFault.bodyTooLargeCode || error.disposition == .bug
    }
}
