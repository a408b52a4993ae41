import FleetCore
import Foundation

/// What PostgreSQL's SQLSTATEs mean to the fleet.
enum PostgresFailure {
    /// - Parameter message: the server's primary message; its detail, which may hold values, is never taken.
    static func error(state: String, message: String) -> FleetError {
        switch state {
        case "40001", "40P01":
            return FleetError(ConnectionFailure.conflict, .transient, "PostgreSQL undid a transaction that met another one (\(state))")
        case "55P03", "57014":
            return FleetError(
                ConnectionFailure.busy, .transient, "PostgreSQL gave up waiting (\(state)): \(message)",
                hint: "look for a long transaction in pg_stat_activity")
        case "25P03":
            return lost("the session stood in a transaction for too long")
        case "25006":
            return lost("the server takes no writes: it is a standby, or was made read-only")
        case "53100", "53200", "53400":
            return FleetError(
                ConnectionFailure.full, .transient, "PostgreSQL has no room left (\(state)): \(message)", hint: "free space on the database server")
        case "XX001", "XX002":
            return FleetError(
                ConnectionFailure.corrupt, .fatal, "PostgreSQL reports damaged data (\(state))", hint: "restore a backup of the database")
        case "42501":
            return FleetError(
                "store_unwritable", .fatal, "the database user lacks a right: \(message)", hint: "let it create and change tables in its schema")
        case "22021":
            return FleetError("text_with_nul", .rejected, "a text with a character that PostgreSQL cannot store", hint: "remove it from the input")
        default: break
        }
        switch state.prefix(2) {
        case "08", "57": return lost("PostgreSQL ended the session (\(state)): \(message)")
        case "53": return lost("PostgreSQL is out of resources (\(state)): \(message)")
        case "23": return FleetError("store_constraint", .bug, "a statement breaks a rule of the schema: \(message)")
        case "54": return FleetError("store_too_big", .permanent, "a value is too large for the state store", hint: "send less")
        default: return FleetError("store_statement", .bug, "PostgreSQL refuses a statement (\(state)): \(message)")
        }
    }

    static func lost(_ message: String) -> FleetError {
        FleetError(ConnectionFailure.lost, .transient, message, hint: "see whether the database server runs and can be reached")
    }

    /// What libpq says of a failed connection, without the words of the connection string.
    static func connecting(_ message: String, to place: String, confidential: [String]) -> FleetError {
        // `connection to server at "…" (…), port … failed: REASON`, for each address; behind it lines with questions.
        let lines = message.split(separator: "\n").map(String.init)
        var text = lines.last { $0.contains("failed: ") } ?? lines.last ?? "no answer"
        if let reason = text.range(of: "failed: ", options: .backwards) { text = String(text[reason.upperBound...]) }
        for word in confidential.sorted(by: { $0.count > $1.count }) { text = text.replacing("\"\(word)\"", with: "\"…\"") }
        for word in confidential where word.count > 2 { text = text.replacing(word, with: "…") }
        return lost("PostgreSQL at \(place) cannot be reached: \(text)")
    }
}
