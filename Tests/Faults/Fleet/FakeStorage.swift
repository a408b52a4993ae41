import FleetTesting
import ObjectStorage
import Synchronization

/// The storage of a fleet's artifacts in memory, and what befalls requests to it now.
final class FakeStorage: Sendable {
    static let bucket = "fleet"
    static let prefix = "artifacts/"

    let port: UInt16
    private let fake: FakeS3
    private let storm: Storm

    /// How many of a hundred requests something befalls.
    private final class Storm: Sendable {
        let percent = Mutex(0)

        func fault(_ number: Int) -> FakeS3.Fault? {
            // Spread over the requests, each kind in its turn.
            guard number * 37 % 100 < percent.withLock({ $0 }) else { return nil }
            return [.refused(503, "SlowDown"), .lost, .refused(500, "InternalError"), .cut(after: 20)][number % 4]
        }
    }

    private init(port: UInt16, fake: FakeS3, storm: Storm) {
        self.port = port
        self.fake = fake
        self.storm = storm
    }

    /// Runs `body` beside a storage, or without.
    static func run(if isWanted: Bool, _ body: @escaping @Sendable (FakeStorage?) async throws -> Void) async throws {
        guard isWanted else { return try await body(nil) }
        let storm = Storm()
        let fake = FakeS3 { _, number in storm.fault(number) }
        try await FakeS3Server(fake: fake).serve { port in try await body(FakeStorage(port: port, fake: fake, storm: storm)) }
    }

    func befall(percent: Int) { storm.percent.withLock { $0 = percent } }

    /// Puts a source there, beside the artifacts, or another one in its place.
    /// - Returns: its address.
    func place(_ text: String, source: String) -> String {
        fake.place(text, at: "\(Self.bucket)/sources/\(source)")
        return "s3://\(Self.bucket)/sources/\(source)"
    }

    var requestCount: Int { fake.requests.count }

    /// What lies there, by the names that the fleet gives.
    var objects: [String: [UInt8]] {
        Dictionary(
            fake.objects.compactMap { key, bytes in key.firstRange(of: Self.prefix).map { (String(key[$0.upperBound...]), bytes) } }, uniquingKeysWith: { $1 })
    }
}
