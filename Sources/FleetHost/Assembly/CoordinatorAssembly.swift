import Coordination
import Crypto
import FleetCore
import Foundation
import HTTP
import JSON
import Messaging
import ObjectStorage
import Persistence
import Providers
import Telemetry

/// A coordinator with its interface, ready to run.
public struct CoordinatorAssembly: Sendable {
    public let coordinator: Coordinator
    public let server: HTTPServer
    /// The administrator's token on loopback.
    public let token: String?
    /// In the order of dependence.
    public let services: [any Service]

    /// - Parameters:
    ///   - incarnation: of a broker that lives in this process; nil asks the cluster for its id.
    ///   - scoring: scores predictions for the interface.
    public static func make(
        _ host: Host, broker: any Broker, incarnation: String? = nil, scoring: PredictionScoring? = nil
    ) async throws -> CoordinatorAssembly {
        let listening = try listening(host.settings)
        // Before anything is started that would have to be ended again.
        try listening.checkFree()
        let access = try APIAccess.make(host.settings, secrets: SystemSecretSource())
        let providers = try ProviderSettings.read(host.settings)
        let artifacts = try host.artifactStore()
        let store = try await host.stateStore()
        let codec = EnvelopeCodec(source: "/modelops/\(host.fleet)/coordinator", clock: host.clock, identifiers: host.identifiers)
        let journal = StatusJournal(clock: host.clock, writer: codec.writer)
        let registry = ModelRegistry(clock: host.clock, journal: journal)
        let models = host.settings.text(SettingCatalogue.localModels).map { LocalBaseModel.names(in: $0) } ?? []
        let catalog = ProviderCatalog(
            kinds: Dictionary(providers.map { ($0.name, $0.kind == .local ? .local : .openAI) }, uniquingKeysWith: { $1 }),
            localModels: models.isEmpty ? nil : Set(models), storages: try host.storageDirectory(), sources: try host.sourceRules(),
            ungatedAliases: Set(host.settings.list(SettingCatalogue.ungatedAliases)))
        let shardBytes = Int64(host.settings.integer(SettingCatalogue.shardSize) ?? 16) << 20
        let planner = StagePlanner(providers: catalog, registry: registry, shardBytes: shardBytes)
        let parts = IntakeParts(
            providers: catalog, planner: planner, registry: registry, journal: journal, clock: host.clock, identifiers: host.identifiers)
        let cluster = ClusterName(incarnation)
        let intake = JobIntake(parts, writer: codec.writer, cluster: { cluster.current })
        var settings = CoordinatorSettings(
            fleet: host.fleet, holder: "\(ProcessInfo.processInfo.hostName) pid \(ProcessInfo.processInfo.processIdentifier) \(FleetVersion.current)")
        settings.mayHaveRival = host.isPostgres
        settings.brokerForgets = incarnation != nil
        settings.lease = try host.settings.duration(SettingCatalogue.lease)
        settings.sweep = try host.settings.duration(SettingCatalogue.leaseSweep)
        settings.searchGrace = try host.settings.duration(SettingCatalogue.searchGrace)
        settings.breaker = BreakerPolicy(
            failures: host.settings.integer(SettingCatalogue.breakerFailures) ?? 50,
            share: Double(host.settings.integer(SettingCatalogue.breakerShare) ?? 100) / 100,
            window: try host.settings.duration(SettingCatalogue.breakerWindow), pause: try host.settings.duration(SettingCatalogue.breakerPause))
        settings.inventories = InventoryPlan(
            providers: providers.filter { $0.kind == .openai }.map(\.name).sorted(), interval: try host.settings.duration(SettingCatalogue.inventoryInterval))
        let coordinator = Coordinator(
            settings: settings, store: store, broker: broker, clock: host.clock, identifiers: host.identifiers, logger: host.logger,
            planner: planner, journal: journal, intake: intake, metrics: host.metrics, failpoints: host.failpoints)
        let figures = CoordinatorGauges(
            metrics: host.metrics, clock: host.clock, term: { coordinator.health.isReigning ? coordinator.writing.term : nil },
            figures: { try await coordinator.figures() })
        let api = APISurroundings(
            store: store, writing: coordinator.writing, parts: parts, objects: artifacts, readiness: readiness(host, coordinator, store),
            version: FleetVersion.current, authorizer: access.authorizer, scoring: scoring, pauses: { coordinator.intakePauses },
            workers: { coordinator.workers.map(Self.view) }, metrics: { await figures.page() })
        let server = HTTPServer(
            name: "api", routes: FleetAPI.routes(api),
            settings: listening, authorizer: access.authorizer, clock: host.clock, logger: host.logger.labelled("api"), metrics: host.metrics)
        let reign = CoordinatorService(
            coordinator: coordinator, broker: broker, store: store, journal: journal, cluster: cluster,
            place: host.settings.list(SettingCatalogue.brokers).joined(separator: ","), clock: host.clock, logger: host.logger)
        return CoordinatorAssembly(
            coordinator: coordinator, server: server, token: access.token, services: [StoreService(store: store), reign, server])
    }

    /// Where the interface listens.
    public static func listening(_ settings: Settings) throws -> HTTPServerSettings {
        HTTPServerSettings(
            address: try settings.required(SettingCatalogue.httpAddress), port: UInt16(settings.integer(SettingCatalogue.httpPort) ?? 0))
    }

    /// What `/readyz` asks: a coordinator that stands by is well, it only does not reign.
    private static func readiness(_ host: Host, _ coordinator: Coordinator, _ store: any StateStore) -> Readiness {
        let isPostgres = host.isPostgres
        return Readiness(
            [
                Readiness.Check("store") {
                    do {
                        _ = try await store.observeLeadership()
                        return nil
                    } catch {
                        return FleetError.wrapping(error, during: "asking the store")
                    }
                },
                Readiness.Check("coordinator") {
                    if let trouble = coordinator.health.firstTrouble { return trouble }
                    if coordinator.health.isReigning || isPostgres { return nil }
                    return FleetError("not_reigning", .transient, "the reign has not begun", hint: "wait, or look at the log")
                },
                Readiness.Check("shutdown") {
                    host.shutdown.isSet ? FleetError("draining", .transient, "the process is ending") : nil
                },
            ], clock: host.clock)
    }

    private static func view(_ worker: WorkerView) -> JSONValue {
        [
            "id": .string(worker.id.rawValue), "kind": .string(worker.kind.rawValue), "host": .string(worker.host),
            "version": .string(worker.version), "slots": .integer(Int64(worker.slots)), "executions": .integer(Int64(worker.executions)),
            "capabilities": .array(worker.capabilities.map { .string($0) }), "is_leaving": .bool(worker.isLeaving),
            "beaten_at": .string(worker.beatenAt.description),
        ]
    }
}
