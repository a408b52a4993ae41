import FleetCore
import Subprocesses

/// What a failure of the runtime means for the task: the runtime names codes, this table their dispositions.
enum LocalFailure {
    static func error(code: String, message: String, command: LocalCommand) -> FleetError {
        let place = "local \(command.rawValue): \(message)"
        switch code {
        case "bad_request": return FleetError("local_request", .rejected, place)
        case "interrupted": return FleetError("interrupted", .interrupted, place)
        case "bad_checkpoint", "checkpoint_mismatch": return FleetError("checkpoint_unusable", .permanent, place)
        case "diverged": return FleetError("training_diverged", .permanent, place, hint: "lower learning_rate")
        case "out_of_memory": return FleetError("out_of_memory", .transient, place, hint: "lower batch_size or max_seq_length")
        case "io", "server_failed", "internal": return FleetError(FleetError.Code(rawValue: "local_\(code)"), .transient, place)
        default: return FleetError(FleetError.Code(rawValue: "local_\(code)"), .permanent, place)
        }
    }

    /// A process that ended without a last word.
    static func death(_ exit: ProcessExit, command: LocalCommand, lastLines: [String]) -> FleetError {
        let hint = exit == .signalled(9) ? "the machine may be out of memory: lower batch_size, or give the worker more" : nil
        let said = lastLines.isEmpty ? "" : "; it last wrote: \(lastLines.joined(separator: " | ").prefix(500))"
        return FleetError("local_process_died", .transient, "local \(command.rawValue) ended by \(exit) without a result\(said)", hint: hint)
    }

    static func environmentMissing(_ settings: LocalModelSettings, _ what: String) -> FleetError {
        FleetError(
            "local_environment_missing", .blocked, "the environment for local models is not there: \(what)",
            hint: "run deploy/local-model/environment \(settings.environmentDirectory); `modelops doctor` says what is missing")
    }
}
