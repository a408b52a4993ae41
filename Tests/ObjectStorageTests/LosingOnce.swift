import FleetTesting
import Synchronization

/// A fault that happens to the first of certain requests, and never again.
final class LosingOnce: Sendable {
    private let hasHappened = Mutex(false)

    private func happens() -> Bool {
        hasHappened.withLock { happened in
            defer { happened = true }
            return !happened
        }
    }

    static func fake(_ concerns: @escaping @Sendable (FakeS3.Request) -> Bool, as fault: FakeS3.Fault = .lost) -> FakeS3 {
        let once = LosingOnce()
        return FakeS3 { request, _ in concerns(request) && once.happens() ? fault : nil }
    }
}
