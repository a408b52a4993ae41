import FleetCore
import Telemetry

/// What every process hands to its parts: settings, and the seams to the world.
public struct Host: Sendable {
    public let settings: Settings
    public let clock: any FleetClock
    public let random: any RandomSource
    public let identifiers: IdentifierSource
    public let logger: Logger
    public let metrics: MetricRegistry
    /// Lasts as long as the process does not end; the second signal ends it at once.
    public let shutdown: Signal
    /// Where a test ends the process; nothing else arms them.
    public let failpoints: Failpoints

    public init(
        settings: Settings, clock: any FleetClock, random: any RandomSource, logger: Logger, metrics: MetricRegistry, shutdown: Signal,
        failpoints: Failpoints = .none
    ) {
        self.settings = settings
        self.clock = clock
        self.random = random
        self.identifiers = IdentifierSource(clock: clock, random: random)
        self.logger = logger
        self.metrics = metrics
        self.shutdown = shutdown
        self.failpoints = failpoints
    }

    /// The fleet that this process belongs to.
    public var fleet: FleetID { FleetID(settings.text(SettingCatalogue.fleet) ?? "default") }
}
