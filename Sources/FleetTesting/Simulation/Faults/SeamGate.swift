import FleetCore

/// The gate through which every call of one simulated process reaches the world. It lets faults happen around the effect, and nothing through once the process is dead.
public struct SeamGate: Sendable {
    public let node: SimulationNode
    public let director: FaultDirector
    /// Called when a fault kills the process; the world starts its next life.
    public let crash: @Sendable (SimulationNode) -> Void
    /// Called when a fault pauses the process.
    let paused: @Sendable (SimulationNode, Duration) -> Void

    public init(
        node: SimulationNode, director: FaultDirector, crash: @escaping @Sendable (SimulationNode) -> Void,
        paused: @escaping @Sendable (SimulationNode, Duration) -> Void
    ) {
        self.node = node
        self.director = director
        self.crash = crash
        self.paused = paused
    }

    /// Nothing of a dead process has an effect.
    func alive() throws { if node.isDead { throw CancellationError() } }

    func decide(_ operation: String, isRecord: Bool = false) -> SimulatedFault? {
        let fault = director.decide(operation, role: node.role, isRecord: isRecord)
        note(fault.map { "\(operation) \($0)" } ?? operation)
        return fault
    }

    func note(_ text: @autoclosure () -> String) {
        let role = node.role
        node.scheduler.trace.note("\(role)#\(node.number) \(text())", at: node.scheduler.elapsed)
    }

    /// What happens before the effect: time passes, the process stands still or dies.
    func before(_ fault: SimulatedFault?) async throws {
        try alive()
        switch fault {
        case .delayBefore(let delay): try await node.clock.sleep(for: delay)
        case .pauseBefore(let pause), .failLate(let pause): await standStill(pause)
        case .crashBefore: crash(node)
        default: if director.fraction() < 0.3 { try await node.clock.sleep(for: director.duration(.microseconds(100), .milliseconds(10))) }
        }
        try alive()
    }

    /// What happens when the effect is done and its caller does not know it yet.
    func after(_ fault: SimulatedFault?) async throws {
        switch fault {
        case .delayAfter(let delay): await node.clock.waitFirmly(for: delay)
        case .pauseAfter(let pause): await standStill(pause)
        case .crashAfter: crash(node)
        default: if director.fraction() < 0.2 { await node.clock.waitFirmly(for: director.duration(.microseconds(100), .milliseconds(10))) }
        }
        try alive()
    }

    /// One call: before, effect, after.
    /// - Parameters:
    ///   - refusal: the error of a call that had no effect.
    ///   - doubt: the error of a call whose effect nobody knows.
    func pass<Value: Sendable>(
        _ operation: String, refusal: FleetError, doubt: FleetError, _ effect: () async throws -> Value
    ) async throws -> Value {
        try await pass(decide(operation), refusal: refusal, doubt: doubt, effect)
    }

    /// One call about which is decided already.
    func pass<Value: Sendable>(
        _ fault: SimulatedFault?, refusal: FleetError, doubt: FleetError, _ effect: () async throws -> Value
    ) async throws -> Value {
        try await before(fault)
        if fault?.isFailure == true { throw refusal }
        let value = try await effect()
        try await after(fault)
        if fault == .failAfter { throw doubt }
        return value
    }

    private func standStill(_ pause: Duration) async {
        paused(node, pause)
        node.pause(for: pause)
        // The wait ends at once; that the process goes on behind it only when the pause is over is the scheduler's doing.
        await node.clock.waitFirmly(for: .nanoseconds(1))
    }
}
