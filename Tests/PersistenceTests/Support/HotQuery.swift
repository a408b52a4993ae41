import FleetCore
@testable import Persistence
import Testing

/// A statement that runs often, and the index that must answer it.
struct HotQuery: Sendable, CustomTestStringConvertible {
    let index: String
    let sql: String
    let values: [SQLValue]

    var testDescription: String { sql.count > 90 ? "\(index): …\(sql.suffix(80))" : "\(index): \(sql)" }

    private init(_ index: String, _ sql: String, _ values: [SQLValue]) {
        self.index = index
        self.sql = sql
        self.values = values
    }

    private static func select(_ shape: RowShape, _ index: String, _ clause: String, _ values: [SQLValue]) -> HotQuery {
        HotQuery(index, "\(shape.select) \(clause)", values)
    }

    private static let now = SQLValue.integer(1_700_000_000_000)
    private static let ten = SQLValue.integer(10)
    private static let none = SQLValue.text("")

    /// The clauses are those of the transaction's methods; `PlanTests` fails when a statement of them is not here and scans a table.
    static let all: [HotQuery] = [
        select(JobRow.shape, "jobs_by_key", "WHERE tenant = ? AND idempotency_key = ?", [.text("t1"), .text("k5")]),
        select(
            JobRow.shape, "jobs_unfinished_by_document",
            "WHERE tenant = ? AND document_hash = ? AND finished_at IS NULL ORDER BY created_at, id LIMIT 1",
            [.text("t1"), .text("hash-job_5")]),
        select(JobRow.shape, "jobs_unfinished", "WHERE finished_at IS NULL AND id > ? ORDER BY id LIMIT ?", [none, ten]),
        select(
            JobRow.shape, "jobs_unfinished_by_state", "WHERE finished_at IS NULL AND state = ? AND id > ? ORDER BY id LIMIT ?",
            [.text("waiting"), none, ten]),
        HotQuery("jobs_unfinished_by_state", StoreTransaction.waitingCountsStatement, []),
        select(JobRow.shape, "jobs_by_time", "WHERE tenant = ? ORDER BY created_at DESC, id DESC LIMIT ?", [.text("t1"), ten]),
        select(HistoryRow.shape, "history_by_number", "WHERE tenant = ? AND number > ? ORDER BY number LIMIT ?", [.text("t1"), .integer(20), ten]),
        select(
            HistoryRow.shape, "history_by_number", "WHERE tenant = ? AND number IS NOT NULL ORDER BY number DESC LIMIT 1", [.text("t1")]),
        select(
            DeadLetterRow.shape, "dead_letters_by_time", "WHERE tenant = ? AND (created_at, id) < (?, ?) ORDER BY created_at DESC, id DESC LIMIT ?",
            [.text("t1"), .integer(.max), none, ten]),
        HotQuery("tasks_ready", StoreTransaction.readyTasksStatement, [.text("train"), .text("t1"), now, ten]),
        HotQuery("tasks_ready", StoreTransaction.queuedTenantsStatement, [.text("train"), .text("train")]),
        select(TaskRow.shape, "tasks_by_stage", "WHERE job_id = ? AND stage = ? ORDER BY ordinal", [.text("job_5"), .text("train")]),
        select(TaskRow.shape, "tasks_active", "WHERE state IN ('dispatched', 'accepted') AND id > ? ORDER BY id LIMIT ?", [none, ten]),
        select(TaskRow.shape, "tasks_snoozed", "WHERE state = 'snoozed' AND ready_at <= ? ORDER BY ready_at, id LIMIT ?", [now, ten]),
        HotQuery("tasks_ready", StoreTransaction.workCountsStatement, []),
        HotQuery("tasks_held", StoreTransaction.workCountsStatement, []),
        HotQuery("tasks_active", StoreTransaction.workCountsStatement, []),
        HotQuery("tasks_snoozed", StoreTransaction.workCountsStatement, []),
        HotQuery("tasks_by_stage", StoreTransaction.idleJobsStatement, [.text("waiting"), none, ten]),
        HotQuery("tasks_by_stage", StoreTransaction.idleJobStatement, [.text("job_5")]),
        select(HistoryRow.shape, "history_by_job", "WHERE job_id = ? AND id > ? ORDER BY id LIMIT ?", [.text("job_5"), .integer(0), ten]),
        select(OutboxRow.shape, "outbox_by_state", "WHERE state = 'unsent' AND id > ? ORDER BY id LIMIT ?", [.integer(0), ten]),
        select(TimerRow.shape, "timers_by_time", "WHERE due_at <= ? ORDER BY due_at, kind, subject LIMIT ?", [now, ten]),
        select(PermitRow.shape, "permits_by_job", "WHERE job_id = ? ORDER BY created_at, intent_key", [.text("job_5")]),
        select(PermitRow.shape, "permits_by_task", "WHERE task_id = ? ORDER BY create_number", [.text("task_5")]),
        select(PermitRow.shape, "permits_to_search", "WHERE next_search_at <= ? ORDER BY next_search_at, intent_key LIMIT ?", [now, ten]),
        select(TaskLogRow.shape, "task_logs_by_job", "WHERE job_id = ? AND id > ? ORDER BY id LIMIT ?", [.text("job_5"), .integer(0), ten]),
    ]
}
