import FleetCore
import Persistence

/// A place in a list as a text that callers hand back unread: `MILLISECONDS.JOB`.
enum PageCursor {
    static func text(_ cursor: JobCursor) -> String { "\(cursor.createdAt.milliseconds).\(cursor.id)" }

    /// - Throws: `FleetError` `cursor_invalid` (rejected).
    static func parse(_ text: String) throws -> JobCursor {
        let parts = text.split(separator: ".", maxSplits: 1)
        guard parts.count == 2, let milliseconds = Int64(parts[0]) else {
            throw FleetError("cursor_invalid", .rejected, "the cursor is not one that a list gave", path: "cursor", hint: "begin without one")
        }
        return JobCursor(createdAt: Timestamp(milliseconds: milliseconds), id: JobID(String(parts[1])))
    }
}
