import FleetTesting
import Testing

/// Everything that needs an Apache Kafka; one after the other, since some of it kills the broker.
@Suite("On a real Apache Kafka", .enabled(if: RealKafka.isThere, "no Kafka here: set MODELOPS_TEST_KAFKA"), .serialized)
struct RealKafkaTests {}
