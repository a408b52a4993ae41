/// What to start. Arguments are visible to every user of the machine: no secret stands in them, secrets go into the environment.
public struct ProcessCommand: Sendable {
    /// A path, or a name that is looked up on the `PATH` of `environment` (without one: `/usr/local/bin:/usr/bin:/bin`).
    public var executable: String
    public var arguments: [String]
    /// The whole environment: nothing is inherited.
    public var environment: [String: String]
    /// The folder that the process starts in; nil for ours.
    public var workingDirectory: String?
    /// A longer line is cut here and marked, in bytes.
    public var maximumLineBytes: Int
    /// Lines held until they are read; with more than that the child waits in its own write.
    public var lineCapacity: Int

    public init(
        _ executable: String, _ arguments: [String] = [], environment: [String: String], workingDirectory: String? = nil,
        maximumLineBytes: Int = 64 * 1024, lineCapacity: Int = 256
    ) {
        self.executable = executable
        self.arguments = arguments
        self.environment = environment
        self.workingDirectory = workingDirectory
        self.maximumLineBytes = maximumLineBytes
        self.lineCapacity = lineCapacity
    }
}
