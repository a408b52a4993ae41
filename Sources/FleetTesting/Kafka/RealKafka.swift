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

    /// What `start-broker` printed: `BOOTSTRAP`, `SASL_BOOTSTRAP`, `CA_PEM`, ...
    public let addresses: [String: String]
    private let supervisor: BrokerSupervisor

    public var bootstrap: String { addresses["BOOTSTRAP"] ?? "" }

    private init(addresses: [String: String], supervisor: BrokerSupervisor) {
        self.addresses = addresses
        self.supervisor = supervisor
    }

    /// Starts a broker of its own. It ends with this process, however that ends.
    /// - Parameter arguments: further ones for `start-broker`, such as `--secure`.
    public static func start(_ arguments: [String] = []) async throws -> RealKafka {
        guard let folder else { throw FleetError("kafka_absent", .permanent, "no Kafka for tests here", hint: "set MODELOPS_TEST_KAFKA") }
        let supervisor = try BrokerSupervisor(folder: folder, arguments: arguments)
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
    public func kill() async throws { _ = try await supervisor.answer(to: "kill") }

    /// Starts it again on the same data and port; returns when it serves.
    public func restart() async throws { _ = try await supervisor.answer(to: "start") }

    /// Ends it and deletes its data.
    public func stop() { supervisor.end() }
}
