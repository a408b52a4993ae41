import FleetCore

/// Gives each execution a folder on the local disk that nobody else uses.
public protocol ScratchSpace: Sendable {
    /// Called once at the start of the process: makes its own place and removes what processes left behind that are gone.
    /// - Throws: `FleetError` `scratch_unavailable` (blocked).
    func prepare() async throws

    /// Makes the folder of an execution; made before, it stays as it is.
    /// - Returns: its absolute path.
    /// - Throws: `FleetError` `scratch_unavailable` (blocked).
    func create(for execution: ExecutionID) async throws -> String

    /// Removes the folder and all in it; what cannot be removed stays.
    func remove(for execution: ExecutionID) async
}

extension ScratchSpace {
    public func prepare() async throws {}
}
