import FleetCore

/// A failure as lines for a person: what, where, and the next step.
enum Complaint {
    static func lines(_ error: FleetError, of command: any Command) -> [String] {
        var lines = [sentence(error)]
        if let hint = error.hint { lines.append("next: \(hint)") }
        if error.code == "usage" { lines.append("usage: \(CommandHelp.usage(command))") }
        return lines
    }

    /// The place stands before what is wrong there, unless the message names it: "there is no such state at state" helps nobody.
    private static func sentence(_ error: FleetError) -> String {
        // "id" is the name of a place in an address, which nobody typed.
        guard let path = error.path, path != "id", !error.message.contains(path) else { return error.message }
        return "\(path): \(error.message)"
    }
}
