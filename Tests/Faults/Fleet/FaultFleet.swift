import FleetCore
import FleetTesting
import Foundation
import Glibc
import Kafka
import Synchronization

/// A fleet of real processes whose broker, database and provider stand behind fault proxies; every run of it ends with the judge.
final class FaultFleet: Sendable {
    struct State {
        var processes: [TestProcess] = []
        var counts: [String: Int] = [:]
        var submits: [String] = []
        var afterwards: [@Sendable () -> Void] = []
    }

    let plan: FaultPlan
    let folder: String
    let clock = SystemClock()
    let kafka: RealKafka
    let bootstrap: String
    /// Before the broker; nil with three nodes.
    let brokerProxy: FaultProxy?
    let postgres: RestartablePostgres?
    let storeProxy: FaultProxy?
    let fake: FakeOpenAI
    let providerProxy: FaultProxy
    /// The storage of the artifacts, what it does to requests, and the proxy before it.
    let storage: FakeStorage?
    let storageProxy: FaultProxy?
    let client: KafkaBroker
    let board: StatusBoard
    let ledgers: LedgerFolder
    let state = Mutex(State())

    private init(
        _ plan: FaultPlan, folder: String, fake: FakeOpenAI, providerPort: UInt16, storage: FakeStorage?, ledgers: LedgerFolder
    ) async throws {
        self.plan = plan
        self.folder = folder
        self.fake = fake
        self.ledgers = ledgers
        providerProxy = try FaultProxy(to: providerPort)
        self.storage = storage
        storageProxy = try storage.map { try FaultProxy(to: $0.port) }
        if plan.nodes == 1 {
            // The broker tells its clients the proxy's address, so that everything passes there.
            let port = try FreePort.find()
            let proxy = try FaultProxy(to: port)
            kafka = try await RealKafka.start(["--port", String(port), "--set", "advertised.listeners=PLAINTEXT://\(proxy.address)"])
            guard kafka.bootstrap.hasSuffix(":\(port)") else {
                throw FleetError("port_taken", .transient, "the broker listens on \(kafka.bootstrap) instead of port \(port)")
            }
            brokerProxy = proxy
            bootstrap = proxy.address
        } else {
            kafka = try await RealKafka.start(["--nodes", String(plan.nodes), "--heap", "384m"])
            brokerProxy = nil
            bootstrap = kafka.bootstrap
        }
        postgres = plan.usesPostgres ? try await RestartablePostgres.start() : nil
        storeProxy = try postgres.map { try FaultProxy(to: $0.port) }
        let servers = bootstrap.split(separator: ",").map(String.init)
        client = KafkaBroker(configuration: KafkaConfiguration(brokers: servers), clock: clock, log: { _ in })
        board = StatusBoard(broker: client, clock: clock)
    }

    /// Makes a fleet without processes of ours, runs `body` against it, judges what it left, and takes it down.
    /// - Parameter afterwards: looks at the ledgers, after the judge.
    static func run(
        _ plan: FaultPlan, _ body: @escaping @Sendable (FaultFleet) async throws -> Void,
        afterwards: @escaping @Sendable (Ledgers) throws -> Void = { _ in }
    ) async throws {
        let folder = try ProcessSupervisor.shared.makeFolder("faults-" + plan.name)
        let ledgers = LedgerFolder(folder + "/ledgers")
        // What the provider did is on disk before anybody can know it.
        let fake = FakeOpenAI(finishesAtOnce: true) { entry in
            do { try ledgers.append([entry], to: "calls") } catch { Self.say("the provider's ledger cannot be written: \(error)") }
        }
        try await FakeStorage.run(if: plan.usesS3) { storage in
            try await FakeOpenAIServer(fake: fake).run { url in
                let port = url.split(separator: ":").last.flatMap { UInt16($0.prefix { $0.isNumber }) } ?? 0
                let fleet = try await FaultFleet(plan, folder: folder, fake: fake, providerPort: port, storage: storage, ledgers: ledgers)
                do {
                    try await fleet.prepare()
                    try await fleet.besideTheBoard { try await body(fleet) }
                    try afterwards(try await fleet.judge())
                } catch {
                    fleet.showLogs()
                    await fleet.close()
                    throw error
                }
                await fleet.close()
            }
        }
    }

    private func besideTheBoard(_ body: @escaping @Sendable () async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await self.board.run() }
            group.addTask { try await body() }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    private func close() async {
        for process in processes { process.signal(SIGKILL) }
        for process in processes { _ = try? await process.end(within: .seconds(10)) }
        client.close()
        kafka.stop()
        postgres?.stop()
        for proxy in [brokerProxy, storeProxy, providerProxy, storageProxy] { proxy?.stop() }
        for act in state.withLock({ $0.afterwards }) { act() }
    }

    /// Done when the fleet is down.
    func afterwards(_ act: @escaping @Sendable () -> Void) { state.withLock { $0.afterwards.append(act) } }

    /// The ends of the logs, for a person who looks for what went wrong.
    private func showLogs() {
        ProcessSupervisor.shared.leaveFolder()
        var text = "the fleet's folder is \(folder)\n"
        for process in processes {
            text += "--- \(process.name) (\(process.isRunning ? "runs" : "ended"))\n" + process.log.lines.suffix(15).joined(separator: "\n") + "\n"
        }
        Self.say(text)
    }

    static func say(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }
}
