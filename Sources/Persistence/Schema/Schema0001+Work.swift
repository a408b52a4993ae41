extension Schema0001 {
    /// Jobs, stages, tasks, attempts and their history.
    static let work = [
        """
        CREATE TABLE jobs (
            id TEXT NOT NULL, tenant TEXT NOT NULL, name TEXT NOT NULL, state TEXT NOT NULL, revision INTEGER NOT NULL, document TEXT NOT NULL,
            document_hash TEXT NOT NULL, idempotency_key TEXT, priority INTEGER NOT NULL, request TEXT NOT NULL, labels TEXT NOT NULL,
            created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, finished_at INTEGER, deadline_at INTEGER, waiting_reason TEXT,
            waiting_until INTEGER, waiting_frees TEXT, error TEXT, result TEXT, progress TEXT, current_stage TEXT, rerun_of TEXT,
            budget_micros INTEGER, budget_currency TEXT, reserved_micros INTEGER NOT NULL, spent_micros INTEGER NOT NULL,
            cancel_requested_at INTEGER, pause_requested INTEGER NOT NULL, trace TEXT, PRIMARY KEY (id)
        ) STRICT
        """,
        "CREATE UNIQUE INDEX jobs_by_key ON jobs (tenant, idempotency_key) WHERE idempotency_key IS NOT NULL",
        "CREATE INDEX jobs_unfinished_by_document ON jobs (tenant, document_hash, created_at, id) WHERE finished_at IS NULL",
        "CREATE INDEX jobs_unfinished ON jobs (id) WHERE finished_at IS NULL",
        "CREATE INDEX jobs_unfinished_by_state ON jobs (state, id) WHERE finished_at IS NULL",
        "CREATE INDEX jobs_by_time ON jobs (tenant, created_at, id)",
        "CREATE INDEX jobs_by_state ON jobs (tenant, state, created_at, id)",
        """
        CREATE TABLE job_labels (
            job_id TEXT NOT NULL, tenant TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (job_id, key)
        ) STRICT
        """,
        "CREATE INDEX job_labels_by_value ON job_labels (tenant, key, value, job_id)",
        """
        CREATE TABLE stages (
            job_id TEXT NOT NULL, stage TEXT NOT NULL, position INTEGER NOT NULL, state TEXT NOT NULL, waits_for TEXT NOT NULL,
            remaining INTEGER NOT NULL, step TEXT, output TEXT, error TEXT, input_hash TEXT, started_at INTEGER, finished_at INTEGER,
            PRIMARY KEY (job_id, stage)
        ) STRICT
        """,
        "CREATE INDEX stages_by_input ON stages (input_hash, stage) WHERE input_hash IS NOT NULL",
        """
        CREATE TABLE tasks (
            id TEXT NOT NULL, job_id TEXT NOT NULL, tenant TEXT NOT NULL, stage TEXT NOT NULL, kind TEXT NOT NULL, step TEXT NOT NULL,
            ordinal INTEGER NOT NULL, state TEXT NOT NULL, held INTEGER NOT NULL, attempt INTEGER NOT NULL, execution TEXT, worker TEXT,
            failures INTEGER NOT NULL, expiries_in_row INTEGER NOT NULL, alone INTEGER NOT NULL, checkpoint_number INTEGER NOT NULL,
            ready_at INTEGER NOT NULL, dispatched_at INTEGER, accepted_at INTEGER, dispatch_topic TEXT, dispatch_partition INTEGER,
            dispatch_incarnation TEXT, dispatch_timeouts INTEGER NOT NULL, unreadable_by TEXT, needs TEXT NOT NULL, input TEXT NOT NULL,
            output TEXT, checkpoint TEXT, progress TEXT, error TEXT, intent_key TEXT, create_number INTEGER NOT NULL, permit_mode TEXT,
            charge_micros INTEGER, charge_currency TEXT, cancel_requested INTEGER NOT NULL, priority INTEGER NOT NULL, created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL, PRIMARY KEY (id)
        ) STRICT
        """,
        "CREATE INDEX tasks_ready ON tasks (kind, tenant, priority DESC, ready_at, id, job_id, needs, alone, state, held) WHERE state = 'queued' AND held = 0",
        "CREATE INDEX tasks_by_stage ON tasks (job_id, stage, ordinal)",
        "CREATE INDEX tasks_by_state ON tasks (state, kind)",
        "CREATE INDEX tasks_active ON tasks (id) WHERE state IN ('dispatched', 'accepted')",
        "CREATE INDEX tasks_snoozed ON tasks (ready_at, id) WHERE state = 'snoozed'",
        """
        CREATE TABLE attempts (
            task_id TEXT NOT NULL, number INTEGER NOT NULL, execution TEXT, worker TEXT, dispatched_at INTEGER NOT NULL, accepted_at INTEGER,
            ended_at INTEGER, outcome TEXT, error TEXT, PRIMARY KEY (task_id, number)
        ) STRICT
        """,
        """
        CREATE TABLE history (
            id INTEGER PRIMARY KEY AUTOINCREMENT, tenant TEXT NOT NULL, job_id TEXT, entity TEXT NOT NULL, entity_id TEXT NOT NULL, from_state TEXT,
            to_state TEXT NOT NULL, cause TEXT NOT NULL, actor TEXT NOT NULL, term INTEGER NOT NULL, at INTEGER NOT NULL
        ) STRICT
        """,
        "CREATE INDEX history_by_job ON history (job_id, id)",
    ]
}
