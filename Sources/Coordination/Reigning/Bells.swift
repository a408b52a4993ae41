import FleetCore

/// The bells of the loops: a committed change rings those whom it concerns, so that nobody has to look in intervals.
struct Bells: Sendable {
    let dispatcher = Wakeup()
    let forwarder = Wakeup()
    let timers = Wakeup()

    func ring(for effects: [ChangeEffect]) {
        var hasWork = false
        var hasTimer = false
        for effect in effects {
            if effect.mayMakeRoom { hasWork = true }
            if case .allGiven = effect { hasWork = false }
            if case .timerSet = effect { hasTimer = true }
        }
        if hasWork { dispatcher.ring() }
        if hasTimer { timers.ring() }
        forwarder.ring()
    }
}
