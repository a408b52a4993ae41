import FleetCore

/// `optimize` of a job document.
public struct OptimizeSettings: Codable, Sendable, Equatable {
    public var passes: [OptimizeInput.Pass]
}
