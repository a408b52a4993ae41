import FleetCore
import JSON

/// Says what a bare body is: `schema` tells.
public enum BareBody {
    /// A job document, or a command.
    public static let jobSchema = "modelops.job/v1"
    public static let commandSchema = "modelops.command/v1"

    /// The type of message that a bare body stands for.
    /// - Throws: `FleetError` `schema_unknown` (rejected): an unknown major version is parked, never guessed at; `command_unknown` (rejected).
    public static func type(of body: JSONValue) throws -> MessageType {
        guard let schema = body["schema"] else { return .jobSubmit }
        switch schema.string {
        case jobSchema: return .jobSubmit
        case commandSchema:
            guard let command = body["command"]?.string, let type = MessageType(rawValue: "modelops.job.\(command)"), type != .jobSubmit else {
                throw FleetError(
                    "command_unknown", .rejected, "the command is not one of this release", path: "command",
                    hint: "use one of cancel, pause, resume, promote, rollback")
            }
            return type
        default:
            throw FleetError(
                "schema_unknown", .rejected,
                "\(schema.string.map { "\"\($0.prefix(60))\"" } ?? "what stands there") is no schema that this release reads", path: "schema",
                hint: "use \(jobSchema) or \(commandSchema)")
        }
    }
}
