import Testing

/// Real processes, real brokers, real databases. One after the other: each has the machine to itself.
@Suite("End to end", .serialized)
enum EndToEnd {}
