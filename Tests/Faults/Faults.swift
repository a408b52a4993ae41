import Testing

/// Faults of real processes, brokers and databases. One after the other: each has the machine to itself.
@Suite("Faults", .serialized)
enum Faults {}
