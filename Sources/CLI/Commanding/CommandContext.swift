import FleetCore
import FleetHost

/// What a command may touch.
public struct CommandContext: Sendable {
    public let console: any Console
    public let clock: any FleetClock
    public let identifiers: IdentifierSource
    /// The settings of `modelops`: read once for all commands.
    public let settings: Settings
    public let environment: [String: String]

    public init(console: any Console, clock: any FleetClock, identifiers: IdentifierSource, settings: Settings, environment: [String: String]) {
        self.console = console
        self.clock = clock
        self.identifiers = identifiers
        self.settings = settings
        self.environment = environment
    }

    /// A connection to the coordinator: `--url` and `MODELOPS_TOKEN`-less files before `.modelops/endpoint.json`.
    public func client(_ arguments: ArgumentList) throws -> FleetClient {
        try FleetClient(endpoint: FleetEndpoint.find(context: arguments.value("context"), environment: environment), clock: clock)
    }
}

/// Options that many commands share.
public enum SharedOptions {
    public static let json = OptionSpecification("json", "The answer as JSON.")
    public static let context = OptionSpecification("context", value: "NAME", "One of several fleets: a folder with endpoint.json, or a name in ~/.config/modelops.")
    public static let cursor = OptionSpecification("cursor", value: "CURSOR", "Go on where a list before ended; it names the cursor.")
    public static let key = OptionSpecification("idempotency-key", value: "KEY", "Name the job by the key it was submitted with.")
}
