import FleetCore
import FleetTesting

/// What scenarios tie to a point of the work instead of a time.
extension FleetWorld {
    /// The work on a job begins a step.
    /// - Returns: how long it stands still there.
    func reached(_ step: String, of key: String, on role: String) -> Duration {
        guard !director.isHealed, let number = scenario.jobs.firstIndex(where: { $0.key == key }) else { return .zero }
        let script = scenario.jobs[number]
        guard script.moments.contains(where: { $0.step == step }) else { return .zero }
        let count = state.withLock { state in
            state.reached["\(key) \(step)", default: 0] += 1
            return state.reached["\(key) \(step)"] ?? 0
        }
        var pause = Duration.zero
        for moment in script.moments where moment.step == step && moment.occurrence == count {
            pause = max(pause, moment.holds)
            if moment.after == .zero {
                perform(moment.deed, of: number, on: role)
            } else {
                scheduler.after(moment.after) { [self] in perform(moment.deed, of: number, on: role) }
            }
        }
        return pause
    }

    private func perform(_ deed: Moment.Deed, of number: Int, on role: String) {
        trace.note("moment \(deed) of job \(number)", at: scheduler.elapsed)
        let script = scenario.jobs[number]
        switch deed {
        case .none: break
        case .command(let word):
            world.spawn { await self.send(Self.command(word, script), of: script, number: number) }
        case .force(let fault, let isHere):
            var fault = fault
            if isHere { fault.role = role }
            director.force(fault)
        case .drain: life(of: role)?.shutdown.set()
        case .stand(let prefix, let pause): for role in roles where role.hasPrefix(prefix) { stand(role, for: pause) }
        case .disaster(let disaster): strike(disaster)
        case .withdraw(let provider):
            _ = state.withLock { $0.withdrawn.insert(provider) }
            for role in roles where role.hasPrefix("coordinator") { life(of: role)?.shutdown.set() }
        case .cancelInventory: world.spawn { await self.cancelInventory() }
        }
    }
}
