/// Takes every step in every state, breadth first, and stops at the first promise that breaks: what it shows is the shortest way there.
///
/// States are told apart by 64 bits of a hash: two of a million share them with a chance of one in ten millions.
struct Explorer: Sendable {
    /// No more states are visited.
    var mostStates = 400_000
    /// The way to the end is walked from every so-manieth state.
    var healingStride = 16

    /// - Parameter seeking: the promises that are looked at; nil: all.
    func explore(_ name: String, from start: ProtocolWorld, seeking: Set<ProtocolViolation>? = nil) -> Exploration {
        var found = Exploration(name: name)
        var seen: Set<UInt64> = [start.fingerprint()]
        // For each state where it came from and by which step: the worlds themselves are kept for one level only.
        var origins: [(parent: Int, step: ProtocolStep)] = []
        var level: [(world: ProtocolWorld, number: Int)] = [(start, -1)]
        found.states = 1
        func trace(to number: Int) -> [ProtocolStep] {
            var steps: [ProtocolStep] = []
            var number = number
            while number >= 0 {
                steps.append(origins[number].step)
                number = origins[number].parent
            }
            return steps.reversed()
        }
        while !level.isEmpty {
            var next: [(world: ProtocolWorld, number: Int)] = []
            for (world, number) in level {
                for step in world.steps {
                    var after = world
                    after.take(step)
                    found.steps += 1
                    guard seen.insert(after.fingerprint()).inserted else { continue }
                    found.states += 1
                    origins.append((number, step))
                    if let broken = after.broken.first(where: { seeking?.contains($0) ?? true }) ?? stuck(after, &found, seeking) {
                        found.violation = broken
                        found.trace = trace(to: origins.count - 1)
                        return found
                    }
                    next.append((after, origins.count - 1))
                    if found.states >= mostStates {
                        found.isCut = true
                        return found
                    }
                }
            }
            level = next
        }
        return found
    }

    private func stuck(_ world: ProtocolWorld, _ found: inout Exploration, _ seeking: Set<ProtocolViolation>?) -> ProtocolViolation? {
        guard seeking?.contains(.stuck) ?? true, found.states % healingStride == 0 else { return nil }
        found.healed += 1
        var healed = world
        return healed.heal() ? healed.broken.first : .stuck
    }
}
