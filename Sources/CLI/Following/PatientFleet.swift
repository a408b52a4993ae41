import FleetCore
import JSON

/// A fleet whose going away is no answer about a job: it is waited for, and looked up again, since it may come back at another address.
actor PatientFleet {
    private let locate: @Sendable () throws -> FleetEndpoint
    private let open: @Sendable (FleetEndpoint) throws -> FleetClient
    private let console: any Console
    private let clock: any FleetClock
    /// What to do once it was waited for in vain.
    private let goOn: String
    private var client: FleetClient
    private var wasReached: Bool

    static let patience = Duration.seconds(120)

    /// - Parameters:
    ///   - wasReached: whether it has answered this command already; one that never did is not waited for.
    ///   - goOn: the command that takes up what was being done.
    init(
        client: FleetClient, wasReached: Bool = false, goOn: String, console: any Console, clock: any FleetClock,
        locate: @escaping @Sendable () throws -> FleetEndpoint, open: @escaping @Sendable (FleetEndpoint) throws -> FleetClient
    ) {
        self.client = client
        self.wasReached = wasReached
        self.goOn = goOn
        self.console = console
        self.clock = clock
        self.locate = locate
        self.open = open
    }

    init(_ client: FleetClient, wasReached: Bool = false, goOn: String, _ arguments: ArgumentList, _ context: CommandContext) {
        let name = arguments.value("context")
        self.init(
            client: client, wasReached: wasReached, goOn: goOn, console: context.console, clock: context.clock,
            locate: { try FleetEndpoint.find(context: name, environment: context.environment) },
            open: { try FleetClient(endpoint: $0, clock: context.clock) })
    }

    /// - Throws: `FleetError` `fleet_unreachable` when it stays away; what it answers otherwise.
    func get(_ path: String, query: [(String, String)] = []) async throws -> JSONValue {
        var away: MonotonicInstant?
        while true {
            do {
                if away != nil { try reconnect() }
                let answer = try await client.get(path, query: query)
                if away != nil { console.note("the fleet answers again") }
                wasReached = true
                return answer
            } catch let error as FleetError where error.disposition == .transient && wasReached {
                let since = away ?? clock.now()
                if away == nil { console.note("the fleet is away (\(error.message)); waiting for it, for at most \(NumberText.whole(Self.patience.inSeconds)) s") }
                away = since
                guard clock.now() - since < Self.patience else {
                    throw FleetError(
                        "fleet_unreachable", .transient, "the fleet stayed away: \(error.message)",
                        hint: "start it again with `modelops up`, then: \(goOn); no accepted job is lost")
                }
                try await clock.sleep(for: .seconds(1))
            }
        }
    }

    private func reconnect() throws {
        let endpoint = try locate()
        if endpoint != client.endpoint { client = try open(endpoint) }
    }
}
