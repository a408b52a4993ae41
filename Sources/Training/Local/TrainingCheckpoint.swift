import FleetCore

/// How far a local training came: the files that a later attempt goes on from, here or on another machine.
struct TrainingCheckpoint: Codable, Sendable, Equatable {
    var step: Int64
    var files: [ModelArtifact.File]
}
