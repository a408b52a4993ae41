import FleetTesting
import Testing

/// What a test needs of the machine; it is skipped by name where that is missing.
extension Trait where Self == ConditionTrait {
    static var kafka: Self { .enabled(if: RealKafka.isThere, "no Apache Kafka: set MODELOPS_TEST_KAFKA") }

    static var postgres: Self { .enabled(if: PostgresTestServer.isAvailable, "PostgreSQL is not installed") }

    /// Minutes each: `deploy/faults --real` runs them.
    static var long: Self { .enabled(if: FaultMode.isReal, "a long one: deploy/faults --real") }
}
