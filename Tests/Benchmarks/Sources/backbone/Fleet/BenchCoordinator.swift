import Coordination
import FleetCore
import Messaging
import Persistence

/// The coordinator as its executable assembles it, but for the planner, and without its HTTP interface.
enum BenchCoordinator {
    static func make(_ surroundings: Surroundings, store: any StateStore, broker: any Broker, cluster: String) -> (Coordinator, StatusTail) {
        let clock = surroundings.clock
        let codec = EnvelopeCodec(source: "/modelops/\(surroundings.fleet)/coordinator", clock: clock, identifiers: surroundings.identifiers)
        let journal = StatusJournal(clock: clock, writer: codec.writer)
        let planner = BenchPlanner()
        let parts = IntakeParts(
            providers: ProviderCatalog(), planner: planner, registry: ModelRegistry(clock: clock, journal: journal), journal: journal,
            clock: clock, identifiers: surroundings.identifiers)
        let intake = JobIntake(parts, writer: codec.writer, cluster: { cluster })
        let coordinator = Coordinator(
            settings: CoordinatorSettings(fleet: surroundings.fleet, holder: "bench"), store: store, broker: broker, clock: clock,
            identifiers: surroundings.identifiers, logger: surroundings.logger, planner: planner, journal: journal, intake: intake)
        let tail = StatusTail(
            broker: broker, store: store, writing: coordinator.writing, journal: journal, clock: clock, logger: surroundings.logger)
        return (coordinator, tail)
    }
}
