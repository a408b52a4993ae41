import FleetCore
import Testing

@testable import Kafka

@Suite("Kafka settings")
struct KafkaConfigurationTests {
    private func open(_ configuration: KafkaConfiguration) async throws {
        let broker = KafkaBroker(configuration: configuration, clock: SystemClock(), log: { _ in })
        let producer = try await broker.producer(clientName: "p")
        await producer.close(within: .seconds(1))
    }

    @Test(arguments: ["no.such.property", "enable.idempotence", "group.id"])
    func aPropertyThatIsUnknownOrReservedIsRefusedByName(_ name: String) async throws {
        do {
            try await open(KafkaConfiguration(brokers: ["127.0.0.1:1"], extra: [name: "true"]))
            Issue.record("\(name) was taken")
        } catch let error as FleetError {
            #expect(error.path == "kafka.extra.\(name)")
            #expect(error.disposition == .fatal)
        }
    }

    @Test func noDumpAndNoErrorShowsASecret() async throws {
        var configuration = KafkaConfiguration(
            brokers: ["127.0.0.1:1"], securityProtocol: .saslTLS, tls: .init(key: "/absent/key.pem", keyPassword: "hunter-one"),
            sasl: .init(mechanism: "PLAIN", user: "worker", password: "hunter-two"), extra: ["ssl.keystore.password": "hunter-three"])
        #expect(!"\(configuration.redacted) \(configuration)".contains("hunter-one"))
        #expect(!"\(configuration.redacted) \(configuration)".contains("hunter-two"))
        #expect(!"\(configuration.redacted)".contains("hunter-three"))
        #expect(configuration.redacted["sasl.username"] == "worker")
        do {
            configuration.extra["ssl.key.pem"] = "hunter-four"
            try await open(configuration)
            Issue.record("a key that is none was taken")
        } catch let error as FleetError {
            #expect(!error.description.contains("hunter"))
        }
    }

    @Test func aLibraryThatLosesMembershipIsRefused() throws {
        #expect(throws: FleetError.self) { try LibraryVersion.check(0x0201_00ff, text: "2.1.0") }
        #expect(throws: Never.self) { try LibraryVersion.check(0x0200_02ff, text: "2.0.2") }
        #expect(throws: Never.self) { try LibraryVersion.check(0x0208_00ff, text: "2.8.0") }
    }

    @Test func scramWithAnOldLibraryIsSaidBeforeAnyoneGuessesAtAPassword() {
        let scram = KafkaConfiguration(
            brokers: ["b:9092"], securityProtocol: .saslTLS, sasl: .init(mechanism: "SCRAM-SHA-512", user: "u", password: "p"))
        #expect(LibraryVersion.findings(for: scram, 0x0200_02ff, text: "2.0.2").map { $0.code } == ["kafka_scram_with_kafka_4"])
        #expect(LibraryVersion.findings(for: scram, 0x0206_01ff, text: "2.6.1").isEmpty)
    }

    @Test func theGenerationIsReadFromTheGroupMetadataOnly() {
        #expect(GroupGeneration.parse(Array("CGMDv2:".utf8) + [5, 0, 0, 0, 103, 0]) == 5)
        #expect(GroupGeneration.parse(Array("CGMDv2:".utf8) + [255, 255, 255, 255]) == nil)
        #expect(GroupGeneration.parse(Array("CGMDv2".utf8)) == nil)
    }
}
