@testable import Persistence
import Testing

/// What somebody with access to the database does to the history of `acme`, six records long, and what a verification must say.
struct Tampering: Sendable, CustomTestStringConvertible {
    let name: String
    let statements: [String]
    let kind: HistoryFault.Kind?
    let number: Int64
    /// Whether the head was noted down elsewhere before.
    var isAnchored = false
    /// Whether every digest is computed anew from record 3 on.
    var writesAnew = false

    var testDescription: String { name }

    private static let third = "WHERE tenant = 'acme' AND number = 3"

    private static func edit(_ change: String) -> Tampering {
        Tampering(name: "edits: \(change)", statements: ["UPDATE history SET \(change) \(third)"], kind: .edited, number: 3)
    }

    static let all: [Tampering] =
        [
            "cause = 'another'", "actor = 'somebody'", "to_state = 'failed'", "from_state = NULL", "from_state = ''", "job_id = 'job_9'",
            "job_id = NULL", "entity = 'task'", "entity_id = 'x'", "term = 7", "at = at + 1", "digest = previous", "previous = digest",
            "cause = actor, actor = cause",
        ].map(edit) + [
            Tampering(name: "nothing", statements: [], kind: nil, number: 0),
            Tampering(name: "gives a record to another tenant", statements: ["UPDATE history SET tenant = 'other' \(third)"], kind: .deleted, number: 3),
            Tampering(name: "deletes one", statements: ["DELETE FROM history \(third)"], kind: .deleted, number: 3),
            Tampering(name: "deletes the first", statements: ["DELETE FROM history WHERE tenant = 'acme' AND number = 1"], kind: .deleted, number: 1),
            Tampering(
                name: "deletes one and closes the gap",
                statements: ["DELETE FROM history \(third)"]
                    + (4...6).map { "UPDATE history SET number = \($0 - 1) WHERE tenant = 'acme' AND number = \($0)" },
                kind: .reordered, number: 3),
            Tampering(
                name: "swaps two numbers",
                statements: [
                    "UPDATE history SET number = 99 \(third)", "UPDATE history SET number = 3 WHERE tenant = 'acme' AND number = 4",
                    "UPDATE history SET number = 4 WHERE tenant = 'acme' AND number = 99",
                ], kind: .reordered, number: 3),
            Tampering(
                name: "swaps two ids",
                statements: [
                    "UPDATE history SET id = id + 1000 \(third)", "UPDATE history SET id = id - 1 WHERE tenant = 'acme' AND number = 4",
                    "UPDATE history SET id = id - 999 \(third)",
                ], kind: .reordered, number: 4),
            Tampering(name: "cuts off", statements: ["DELETE FROM history WHERE tenant = 'acme' AND number > 4"], kind: .cutOff, number: 5),
            Tampering(name: "cuts off all", statements: ["DELETE FROM history WHERE tenant = 'acme'"], kind: .cutOff, number: 1),
            Tampering(
                name: "cuts off and sets the number back",
                statements: ["DELETE FROM history WHERE tenant = 'acme' AND number > 4", "UPDATE history_heads SET number = 4 WHERE tenant = 'acme'"],
                kind: .headChanged, number: 4),
            Tampering(
                name: "cuts off and sets the head back, noted down elsewhere",
                statements: [
                    "DELETE FROM history WHERE tenant = 'acme' AND number > 4",
                    "UPDATE history_heads SET number = 4, digest = (SELECT digest FROM history WHERE tenant = 'acme' AND number = 4) WHERE tenant = 'acme'",
                ], kind: .cutOff, number: 6, isAnchored: true),
            Tampering(
                name: "sets the head back only",
                statements: [
                    "UPDATE history_heads SET number = 4, digest = (SELECT digest FROM history WHERE tenant = 'acme' AND number = 4) WHERE tenant = 'acme'"
                ], kind: .headChanged, number: 6),
            Tampering(name: "removes the head", statements: ["DELETE FROM history_heads WHERE tenant = 'acme'"], kind: .headChanged, number: 6),
            Tampering(
                name: "removes everything",
                statements: ["DELETE FROM history WHERE tenant = 'acme'", "DELETE FROM history_heads WHERE tenant = 'acme'"], kind: .cutOff, number: 1),
            Tampering(
                name: "adds one outside of the chain",
                statements: [
                    "INSERT INTO history (tenant, entity, entity_id, to_state, cause, actor, term, at) VALUES ('acme', 'job', 'x', 'y', '', '', 1, 0)"
                ], kind: .unchained, number: 6),
            Tampering(
                name: "adds one at the end",
                statements: [
                    """
                    INSERT INTO history (tenant, entity, entity_id, to_state, cause, actor, term, at, number, previous, digest)
                    SELECT tenant, entity, entity_id, to_state, cause, actor, term, at, 7, digest, digest FROM history WHERE tenant = 'acme' AND number = 6
                    """
                ], kind: .headChanged, number: 7),
            Tampering(
                name: "takes links away",
                statements: ["UPDATE history SET number = NULL, previous = NULL, digest = NULL \(third)"], kind: .unchained, number: 6),
            Tampering(
                name: "claims that a record is of an earlier release",
                statements: [
                    "UPDATE history SET number = NULL WHERE tenant = 'acme' AND number = 1",
                    "UPDATE history_heads SET older_count = 1, older_through = (SELECT MIN(id) FROM history WHERE tenant = 'acme') WHERE tenant = 'acme'",
                ], kind: .deleted, number: 1),
            Tampering(
                name: "writes the chain anew", statements: ["UPDATE history SET cause = 'another' \(third)"], kind: nil, number: 0, writesAnew: true),
            Tampering(
                name: "writes the chain anew, noted down elsewhere", statements: ["UPDATE history SET cause = 'another' \(third)"], kind: .rewritten,
                number: 6, isAnchored: true, writesAnew: true),
        ]
}
