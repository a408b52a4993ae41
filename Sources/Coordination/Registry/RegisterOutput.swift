/// What the stage register gave.
struct RegisterOutput: Codable, Sendable, Equatable {
    var name: String
    var version: Int64
    /// SHA-256 of the version's file list.
    var sha256: String
    var verdict: Verdict
}
