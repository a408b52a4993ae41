import FleetCore
import Synchronization

/// Decides about every call on every seam of a simulated fleet: what a scenario forces first, then chance.
public final class FaultDirector: Sendable {
    private struct State {
        var forced: [(fault: ForcedFault, seen: Int)]
        var rates: FaultRates
        var counts: [String: Int] = [:]
        var fired: [ForcedFault] = []
        /// Operations that begin so fail, all of them.
        var outages: [String] = []
        var isHealed = false
    }

    private let state: Mutex<State>
    private let random: SeededRandom

    public init(seed: UInt64, rates: FaultRates, forced: [ForcedFault] = []) {
        random = SeededRandom(seed: seed)
        state = Mutex(State(forced: forced.map { ($0, 0) }, rates: rates))
    }

    /// From now on nothing goes wrong any more.
    public func heal() {
        state.withLock { state in
            state.rates = .none
            state.forced = []
            state.outages = []
            state.isHealed = true
        }
    }

    /// Puts a fault at a call that is counted from now on: what a moment of a scenario forces. Nothing is forced once all is healed.
    public func force(_ fault: ForcedFault) { state.withLock { if !$0.isHealed { $0.forced.append((fault, 0)) } } }

    public var isHealed: Bool { state.withLock { $0.isHealed } }

    /// Lets every operation fail that begins with `operation`, until `endOutage`: `store.`, `provider.`, `objects.`.
    public func beginOutage(of operation: String) { state.withLock { $0.outages.append(operation) } }

    public func endOutage(of operation: String) {
        state.withLock { state in
            if let index = state.outages.firstIndex(of: operation) { state.outages.remove(at: index) }
        }
    }

    /// Which forced faults have happened: a scenario whose fault never came has shown nothing.
    public var fired: [ForcedFault] { state.withLock { $0.fired } }

    /// How often faults came by chance, by their names.
    public var counts: [String: Int] { state.withLock { $0.counts } }

    public func fraction() -> Double { random.fraction() }

    /// A duration between the two, drawn evenly.
    public func duration(_ least: Duration, _ most: Duration) -> Duration {
        .nanoseconds(least.inNanoseconds + Int64(random.fraction() * Double(most.inNanoseconds - least.inNanoseconds)))
    }

    func decide(_ operation: String, role: String, isRecord: Bool) -> SimulatedFault? {
        if let forced = forced(operation, role) { return forced }
        let (rates, isAway) = state.withLock { state in (state.rates, state.outages.contains { operation.hasPrefix($0) }) }
        if isAway { return .failBefore }
        // Few calls reach the provider, and each of them is about money.
        let own = operation.hasPrefix("provider.") ? rates.stronger(by: 10) : rates
        guard let (name, fault) = chance(own, isRecord: isRecord) else { return nil }
        state.withLock { $0.counts[name, default: 0] += 1 }
        return fault
    }

    private func forced(_ operation: String, _ role: String) -> SimulatedFault? {
        state.withLock { state in
            var chosen: SimulatedFault?
            for index in state.forced.indices {
                let wanted = state.forced[index].fault
                guard operation.hasPrefix(wanted.operation), role.hasPrefix(wanted.role) else { continue }
                state.forced[index].seen += 1
                guard chosen == nil, state.forced[index].seen == wanted.occurrence else { continue }
                chosen = wanted.fault
                state.fired.append(wanted)
            }
            return chosen
        }
    }

    private func chance(_ rates: FaultRates, isRecord: Bool) -> (String, SimulatedFault)? {
        var draw = random.fraction()
        func takes(_ share: Double) -> Bool {
            guard share > 0 else { return false }
            draw -= share
            return draw < 0
        }
        if takes(rates.failing) { return random.fraction() < rates.answerLost ? ("answer lost", .failAfter) : ("failure", .failBefore) }
        if takes(rates.slow) {
            let delay = duration(.milliseconds(50), random.fraction() < 0.2 ? .seconds(8) : .seconds(1))
            return random.fraction() < 0.5 ? ("delay", .delayBefore(delay)) : ("delay", .delayAfter(delay))
        }
        if takes(rates.pausing) {
            let pause = duration(.seconds(1), .seconds(40))
            return random.fraction() < 0.5 ? ("pause", .pauseBefore(pause)) : ("pause", .pauseAfter(pause))
        }
        if takes(rates.crashing) { return random.fraction() < 0.5 ? ("crash", .crashBefore) : ("crash", .crashAfter) }
        guard isRecord else { return nil }
        if takes(rates.losing) { return ("lost record", .lose) }
        if takes(rates.duplicating) { return ("duplicate record", .duplicate) }
        if takes(rates.garbling) { return ("garbled record", .garble) }
        if takes(rates.refusing) { return ("refused record", .refuse) }
        return nil
    }
}
