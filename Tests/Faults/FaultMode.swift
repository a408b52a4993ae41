import Foundation

/// How much is run: the short form with the other tests, or all of it by `deploy/faults --real`.
enum FaultMode {
    static var isReal: Bool { ProcessInfo.processInfo.environment["MODELOPS_TEST_FAULTS"] == "real" }

    /// How long the soak lasts.
    static var soakMinutes: Double { ProcessInfo.processInfo.environment["MODELOPS_TEST_SOAK_MINUTES"].flatMap(Double.init) ?? 30 }
}
