import FleetCore
import FleetHost

/// A command of `modelops`. A new one is a file in Commands and a line in `CommandCatalogue`.
public protocol Command: Sendable {
    /// The words that name it: `["jobs", "list"]`.
    var name: [String] { get }

    /// What stands behind the name, such as `JOB`.
    var operands: String { get }

    /// One line for the overview.
    var summary: String { get }

    var options: [OptionSpecification] { get }

    /// The settings that its help lists; every command takes all of them.
    var settings: [Setting] { get }

    /// - Returns: the exit code.
    /// - Throws: `FleetError`; `usage` shows the command's help.
    func run(_ arguments: ArgumentList, _ context: CommandContext) async throws -> Int32
}

extension Command {
    public var settings: [Setting] { [] }
}
