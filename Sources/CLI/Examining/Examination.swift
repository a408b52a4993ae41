import FleetCore
import FleetHost
import Foundation
import Kafka
import Messaging
import Providers

/// Looks at one thing after the other; nothing is changed, and no check keeps another from being made.
struct Examination: Sendable {
    let context: CommandContext
    let endpoint: FleetEndpoint?
    /// Why it is not known where the fleet answers, though a file is there that should say it.
    var endpointFault: FleetError?

    func all() async -> [Finding] {
        var findings = [library()]
        findings += await broker()
        findings.append(await coordinator())
        findings.append(await storage())
        findings.append(trainer())
        return findings
    }

    private var host: FleetHost.Host { FleetHost.Host.system(context.settings, shutdown: Signal()) }

    /// Whether the fleet that is looked at is a process in this folder, whose paths are therefore these.
    private var fleetRunsHere: Bool {
        endpoint?.pid.map { FleetProcessCheck().isFleet($0, in: FileManager.default.currentDirectoryPath) } ?? false
    }

    /// The broker of the settings, else the one of the fleet that runs in this folder.
    private func configuration() -> Result<KafkaConfiguration, any Error> { Result { try BrokerChoice.find(host, endpoint: endpoint).configuration } }

    private func library() -> Finding {
        do { try LibraryVersion.check() } catch {
            let known = FleetError.wrapping(error, during: "checking librdkafka")
            return Finding("librdkafka", .bad, known.message, advice: known.hint)
        }
        // Without a configuration the broker's own finding says why.
        if case .success(let configuration) = configuration(), let first = LibraryVersion.findings(for: configuration).first {
            return Finding("librdkafka", .doubtful, first.message, advice: first.hint)
        }
        return Finding("librdkafka", .good, "version \(LibraryVersion.text)")
    }

    private func broker() async -> [Finding] {
        let configuration: KafkaConfiguration
        do { configuration = try self.configuration().get() } catch {
            let known = FleetError.wrapping(error, during: "reading the settings of the broker")
            let isUnnamed = known.code == "setting_missing" && known.path == SettingCatalogue.brokers.key
            let broker =
                isUnnamed
                ? Finding("broker", .skipped, "none is named and no fleet runs here", advice: "modelops up, or --kafka-brokers HOST:PORT")
                : Finding("broker", .bad, known.message, advice: known.hint ?? known.path.map { "correct the setting \($0)" })
            return [broker, Finding("topics", .skipped, "no broker to ask")]
        }
        let broker = KafkaBroker(configuration: configuration, clock: context.clock, log: { _ in })
        defer { broker.close() }
        let address = configuration.brokers.joined(separator: ",")
        do {
            let counts = try await context.clock.withTimeout(.seconds(25), waitingFor: "the broker at \(address)") {
                try await broker.administration().partitionCounts(of: nil)
            }
            let missing = TopicManifest.standard.specifications().map(\.name).filter { counts[$0] == nil }
            let topics =
                missing.isEmpty
                ? Finding("topics", .good, "all \(TopicManifest.standard.specifications().count) are there")
                : Finding("topics", .bad, "missing: \(missing.joined(separator: ", "))", advice: "modelops topics apply --kafka-brokers \(address)")
            return [Finding("broker", .good, "\(address) answers"), topics]
        } catch {
            let known = FleetError.wrapping(error, during: "asking \(address)")
            return [Finding("broker", .bad, known.message, advice: known.hint ?? "check the address, the network and the security settings")]
        }
    }

    private func coordinator() async -> Finding {
        if let endpointFault { return Finding("coordinator", .bad, endpointFault.message, advice: endpointFault.hint) }
        guard let endpoint else { return Finding("coordinator", .skipped, "no fleet is known here", advice: "modelops up, or --context NAME") }
        do {
            let client = try FleetClient(endpoint: endpoint, clock: context.clock)
            let answer = try await client.get("/readyz")
            _ = answer
            return Finding("coordinator", .good, "\(endpoint.url) is ready; its store answers")
        } catch {
            let known = FleetError.wrapping(error, during: "asking \(endpoint.url)")
            return Finding("coordinator", .bad, known.message, advice: known.hint ?? "look at its log")
        }
    }

    private func storage() async -> Finding {
        do {
            if let place = try await host.probeArtifacts() { return Finding("storage", .good, "\(place) takes objects and keeps what was written") }
            let path = try context.settings.required(SettingCatalogue.artifacts)
            guard FileManager.default.fileExists(atPath: path) else {
                if fleetRunsHere {
                    return Finding(
                        "storage", .bad, "\(path) is gone, and a fleet runs here: what it has made is lost, and jobs that need it fail",
                        advice: "modelops down, bring the folder back from a backup, modelops up")
                }
                return Finding("storage", .doubtful, "\(path) is not there yet", advice: "it is made at the first start")
            }
            guard FileManager.default.isWritableFile(atPath: path) else {
                return Finding("storage", .bad, "\(path) cannot be written", advice: "let the fleet's user write it")
            }
            let space = try FileManager.default.attributesOfFileSystem(forPath: path)[.systemFreeSize] as? Int64 ?? 0
            let message = "\(path) is writable, \(space >> 30) GiB free"
            return space < 2 << 30 ? Finding("storage", .doubtful, message, advice: "free some space: a small model takes half a gigabyte") : Finding("storage", .good, message)
        } catch {
            let known = FleetError.wrapping(error, during: "looking at the artifacts")
            return Finding("storage", .bad, known.message, advice: known.hint)
        }
    }

    private func trainer() -> Finding {
        do {
            let runtime = try host.localModelRuntime()
            try runtime.check()
            let models = LocalBaseModel.names(in: try context.settings.required(SettingCatalogue.localModels))
            guard !models.isEmpty else {
                return Finding("trainer", .doubtful, "the environment is there, but no base model", advice: "deploy/local-model/environment")
            }
            return Finding("trainer", .good, "environment there; base models: \(models.joined(separator: ", "))")
        } catch {
            let known = FleetError.wrapping(error, during: "looking at the local trainer")
            return Finding("trainer", .doubtful, known.message, advice: known.hint)
        }
    }
}
