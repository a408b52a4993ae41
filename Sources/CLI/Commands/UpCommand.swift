import FleetCore
import FleetHost
import LocalFleet
import Telemetry

/// `modelops up`: the whole fleet in this process, until it is ended.
struct UpCommand: Command {
    let name = ["up"]
    let operands = ""
    let summary = "Start the fleet in this folder: coordinator, workers, and a broker unless --kafka-brokers names one."
    let options: [OptionSpecification] = []
    let settings = SettingCatalogue.settings(of: .modelops)

    func run(_ arguments: ArgumentList, _ context: CommandContext) async throws -> Int32 {
        let signals = SignalWatch()
        let host = FleetHost.Host.system(context.settings, shutdown: signals.shutdown)
        host.logger.notice("starting", context.settings.redacted.merging(["version": FleetVersion.current]) { _, new in new })
        let fleet = try await LocalFleet.make(host)
        context.console.note("broker    \(fleet.brokers)")
        if fleet.brokerIsEmbedded {
            context.console.note("          in memory; for kcat, confluent-kafka (Python, Go, Node); not for Java: name a real Kafka with --kafka-brokers")
        }
        context.console.note("submit    modelops submit job.yaml, or: kcat -P -b \(fleet.brokers) -t modelops.jobs job.json")
        let group = ServiceGroup(
            fleet.services, clock: host.clock, logger: host.logger.labelled("services"), grace: try context.settings.duration(SettingCatalogue.drain))
        try await group.run(until: signals.shutdown, orAbort: signals.abort)
        return ExitCode.success
    }
}
