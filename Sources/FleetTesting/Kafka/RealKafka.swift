import FleetCore
import Foundation

/// A real Apache Kafka for tests, where there is one: a folder with `start-broker` and `stop-broker`, named by `MODELOPS_TEST_KAFKA`,
/// or else `../shared/kafka` beside the package.
public final class RealKafka: Sendable {
    /// The folder, if there is one and Java too.
    public static let folder: String? = {
        let package = PackageFolder.path
        let candidates = [ProcessInfo.processInfo.environment["MODELOPS_TEST_KAFKA"], package + "/../shared/kafka"].compactMap { $0 }
        let found = candidates.first { FileManager.default.isExecutableFile(atPath: $0 + "/start-broker") }
        let path = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        let hasJava = path.contains { FileManager.default.isExecutableFile(atPath: $0 + "/java") }
        return hasJava ? found : nil
    }()

    public static var isThere: Bool { folder != nil }

    /// One plain broker for all tests of the process.
    public static let shared = SharedResource { try await RealKafka.start() }

    private static let script = """
        trap '' INT TERM HUP PIPE
        folder=$1; shift
        data=$(mktemp -d "${TMPDIR:-/tmp}/modelops-kafka.XXXXXX") || exit 1
        "$folder/start-broker" --dir "$data" "$@" 2>&1 </dev/null
        echo "done"
        while read -r command node; do
            one=(${node:+--node "$node"})
            case $command in
                kill) "$folder/stop-broker" --dir "$data" "${one[@]}" --kill ;;
                start) "$folder/start-broker" --dir "$data" "${one[@]}" 2>&1 </dev/null ;;
            esac
            echo "done"
        done
        "$folder/stop-broker" --dir "$data" --kill
        rm -rf "$data"
        """

    /// What `start-broker` printed: `BOOTSTRAP`, `SASL_BOOTSTRAP`, `CA_PEM`, ...
    public let addresses: [String: String]
    private let supervisor: ServerSupervisor

    public var bootstrap: String { addresses["BOOTSTRAP"] ?? "" }

    private init(addresses: [String: String], supervisor: ServerSupervisor) {
        self.addresses = addresses
        self.supervisor = supervisor
    }

    /// Starts a broker of its own. It ends with this process, however that ends.
    /// - Parameter arguments: further ones for `start-broker`, such as `--secure`.
    public static func start(_ arguments: [String] = []) async throws -> RealKafka {
        guard let folder else { throw FleetError("kafka_absent", .permanent, "no Kafka for tests here", hint: "set MODELOPS_TEST_KAFKA") }
        let supervisor = try ServerSupervisor(script: script, arguments: [folder] + arguments)
        let lines = try await supervisor.answer(to: nil)
        var addresses: [String: String] = [:]
        for line in lines {
            guard let equals = line.firstIndex(of: "=") else { continue }
            addresses[String(line[..<equals])] = line[line.index(after: equals)...].trimmingCharacters(in: CharacterSet(charactersIn: "\""))
        }
        guard addresses["BOOTSTRAP"] != nil else { throw FleetError("kafka_absent", .permanent, "the broker did not start: \(lines)") }
        return RealKafka(addresses: addresses, supervisor: supervisor)
    }

    /// `kill -9`.
    /// - Parameter node: only this one, from 1; nil means all.
    public func kill(node: Int? = nil) async throws { _ = try await supervisor.answer(to: Self.command("kill", node)) }

    /// Starts it again on the same data and port; returns when it serves.
    public func restart(node: Int? = nil) async throws { _ = try await supervisor.answer(to: Self.command("start", node)) }

    /// Runs one of Kafka's own tools, such as `topics`, to its end.
    public func tool(_ arguments: String..., folder: String) async throws -> String {
        let kafka = try Self.folder ?? { throw FleetError("kafka_absent", .permanent, "no Kafka for tests here") }()
        let run = try await TestProcess.run("kafka-tool", program: kafka + "/kafka-tool", arguments, folder: folder)
        guard run.end == .exited(0) else { throw FleetError("kafka_tool", .permanent, "\(arguments): \(run.output) \(run.log)") }
        return run.output
    }

    /// Has every partition led by its preferred replica again: leaders move while all brokers live.
    public func electPreferredLeaders(folder: String) async throws {
        let kafka = try Self.folder ?? { throw FleetError("kafka_absent", .permanent, "no Kafka for tests here") }()
        let jars = ["/libs/4.3/*", "/libs/*"].map { kafka + $0 }.joined(separator: ":")
        let run = try await TestProcess.run(
            "election", program: "/usr/bin/java",
            ["-Xmx256m", "-cp", jars, "org.apache.kafka.tools.LeaderElectionCommand", "--bootstrap-server", bootstrap, "--election-type", "preferred", "--all-topic-partitions"],
            folder: folder)
        guard run.end == .exited(0) else { throw FleetError("kafka_tool", .permanent, "electing leaders: \(run.output) \(run.log)") }
    }

    private static func command(_ word: String, _ node: Int?) -> String { node.map { "\(word) \($0)" } ?? word }

    /// Ends it and deletes its data.
    public func stop() { supervisor.end() }
}
