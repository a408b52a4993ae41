import FleetCore
import FleetTesting
import Kafka
import Messaging
import Testing

extension RealKafkaTests {
    @Suite("Kafka with TLS and passwords", .serialized)
    struct Security {
        @Test func plainOverTLSWorksAndAWrongPasswordIsSaidAsSuch() async throws {
            let kafka = try await RealKafka.start(["--secure"])
            defer { kafka.stop() }
            let address = try #require(kafka.addresses["SASL_BOOTSTRAP"])
            let authorities = try #require(kafka.addresses["CA_PEM"])
            func broker(_ password: KafkaSecret) -> KafkaBroker {
                KafkaBroker(
                    configuration: KafkaConfiguration(
                        brokers: [address], securityProtocol: .saslTLS, tls: .init(authorities: authorities),
                        sasl: .init(mechanism: "PLAIN", user: "admin", password: password)),
                    clock: KafkaFixture.clock, log: KafkaFixture.log)
            }
            let trusted = broker("admin-secret")
            let topic = try await KafkaFixture.newTopic(on: trusted, partitions: 1)
            let producer = try await trusted.producer(clientName: "writer")
            #expect(try await producer.send(KafkaFixture.record(topic, "x")).offset == 0)
            await producer.close(within: .seconds(5))
            trusted.close()

            let stranger = broker("wrong")
            do {
                _ = try await stranger.administration().partitionCounts(of: nil)
                Issue.record("a wrong password was taken")
            } catch let error as FleetError {
                #expect(error.code == BrokerFailure.authenticationFailed)
                #expect(!error.description.contains("wrong"))
            }
            stranger.close()
        }
    }
}
