import FleetCore
import FleetTesting
import Glibc

/// The faults of a soak, in turn; the first is none, so that recovery is seen too.
enum SoakFault: CaseIterable {
    case none, workerKilled, brokerSilent, coordinatorKilled, connectionsCut, workerPaused, commitLost, answerLost, workerLeaves

    /// Does it, and undoes it within a few seconds.
    func strike(_ fleet: FaultFleet) async throws {
        switch self {
        case .none: return
        case .workerKilled:
            try await fleet.running("sanitizer").last?.kill()
            try fleet.start("sanitizer")
        case .brokerSilent:
            fleet.brokerProxy?.set(.blackhole)
            try await fleet.clock.sleep(for: .seconds(4))
            fleet.brokerProxy?.heal()
        case .coordinatorKilled:
            try await fleet.running("coordinator").first?.kill()
            try fleet.start("coordinator")
        case .connectionsCut:
            fleet.brokerProxy?.cutAll()
            fleet.storeProxy?.cutAll()
        case .workerPaused:
            guard let worker = fleet.running("sanitizer").last else { return }
            worker.signal(SIGSTOP)
            try await fleet.clock.sleep(for: .seconds(5))
            worker.signal(SIGCONT)
        case .commitLost: fleet.storeProxy?.set(.loseAnswer(to: "COMMIT"))
        case .answerLost: fleet.providerProxy.set(.loseAnswer(to: "POST /v1/fine_tuning/jobs HTTP"))
        case .workerLeaves:
            _ = try await fleet.running("sanitizer").last?.stop()
            try fleet.start("sanitizer")
        }
    }
}
