import FleetTesting
import Testing

/// What a test needs of the machine; it is skipped by name where that is missing.
extension Trait where Self == ConditionTrait {
    static var localModels: Self { .enabled(if: LocalModels.areThere, "deploy/local-model/environment was not run") }

    static var kcat: Self { .enabled(if: Kcat.isThere, "kcat is not installed") }

    static var kafka: Self { .enabled(if: RealKafka.isThere, "no Apache Kafka: set MODELOPS_TEST_KAFKA") }

    static var objectStorage: Self { .enabled(if: RealS3.isThere, "no S3 server: set MODELOPS_TEST_S3") }

    static var postgres: Self { .enabled(if: PostgresTestServer.isAvailable, "PostgreSQL is not installed") }

    static func client(_ client: ClientLibrary) -> Self { .enabled(if: client.isThere, "no \(client.rawValue) client is installed") }
}
