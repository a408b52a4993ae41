/// The tables of the state store, for whoever looks at the whole of it: checkers, support bundles.
public enum StoreTable: String, Sendable, CaseIterable {
    case fleet, terms, jobs, stages, tasks, attempts, permits, history, outbox, inbox, offsets, idempotency, timers, models
    case pendingCommands = "pending_commands"
    case modelVersions = "model_versions"
    case aliases
    case aliasMoves = "alias_history"
    case taskLogs = "task_logs"
    case historyHeads = "history_heads"
    case deadLetters = "dead_letters"
    case deadLetterContents = "dead_letter_contents"

    var shape: RowShape {
        switch self {
        case .fleet: FleetRow.shape
        case .terms: TermRow.shape
        case .jobs: JobRow.shape
        case .stages: StageRow.shape
        case .tasks: TaskRow.shape
        case .attempts: AttemptRow.shape
        case .permits: PermitRow.shape
        case .history: HistoryRow.shape
        case .outbox: OutboxRow.shape
        case .inbox: InboxRow.shape
        case .offsets: OffsetRow.shape
        case .idempotency: IdempotencyRow.shape
        case .timers: TimerRow.shape
        case .models: ModelRow.shape
        case .pendingCommands: PendingCommandRow.shape
        case .modelVersions: ModelVersionRow.shape
        case .aliases: AliasRow.shape
        case .aliasMoves: AliasMoveRow.shape
        case .taskLogs: TaskLogRow.shape
        case .historyHeads: HistoryHeadRow.shape
        case .deadLetters: DeadLetterRow.shape
        case .deadLetterContents: DeadLetterContentRow.shape
        }
    }
}
