import FleetCore
import JSON

/// A command that was read.
public struct Command: Codable, Sendable, Equatable {
    public enum Verb: String, Codable, Sendable, CaseIterable { case cancel, pause, resume, promote, rollback }

    public var command: Verb
    public var job: JobID?
    public var idempotencyKey: String?
    public var tenant: String?
    public var model: String?
    public var alias: String
    public var force: Bool
    public var reason: String?

    /// Reads a command strictly.
    /// - Throws: `FleetError` (rejected) with the path of the field to change.
    public init(_ value: JSONValue, acceptsCamelCase: Bool = false) throws {
        let command = try DocumentReader(CommandFields.table, acceptsCamelCase: acceptsCamelCase).read(value).decode(Command.self)
        switch command.command {
        case .cancel, .pause, .resume:
            if (command.job == nil) == (command.idempotencyKey == nil) {
                throw FleetError(
                    "missing_field", .rejected, "exactly one of job_id and idempotency_key says which job is meant", path: "job_id",
                    hint: "give one of them")
            }
        case .promote, .rollback:
            if command.model == nil { throw FleetError("missing_field", .rejected, "no model is named", path: "model", hint: "write NAME@VERSION") }
        }
        if command.force, command.reason == nil {
            throw FleetError("missing_field", .rejected, "a forced promotion needs a reason", path: "reason", hint: "say why")
        }
        self = command
    }

    enum CodingKeys: String, CodingKey {
        case command, tenant, model, alias, force, reason
        case job = "job_id"
        case idempotencyKey = "idempotency_key"
    }
}
