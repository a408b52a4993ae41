extension Schema0001 {
    /// Permits, models and logs.
    static let registry = [
        """
        CREATE TABLE permits (
            intent_key TEXT NOT NULL, job_id TEXT NOT NULL, task_id TEXT NOT NULL, tenant TEXT NOT NULL, create_number INTEGER NOT NULL,
            state TEXT NOT NULL, attempt INTEGER, execution TEXT, reserved_micros INTEGER NOT NULL, currency TEXT NOT NULL,
            spent_micros INTEGER NOT NULL, remote_id TEXT, searches INTEGER NOT NULL, next_search_at INTEGER, note TEXT,
            created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, PRIMARY KEY (intent_key)
        ) STRICT
        """,
        "CREATE INDEX permits_by_job ON permits (job_id, created_at)",
        "CREATE INDEX permits_by_task ON permits (task_id, create_number)",
        "CREATE INDEX permits_by_state ON permits (state, intent_key)",
        "CREATE INDEX permits_to_search ON permits (next_search_at, intent_key) WHERE next_search_at IS NOT NULL",
        """
        CREATE TABLE models (
            tenant TEXT NOT NULL, name TEXT NOT NULL, created_at INTEGER NOT NULL, PRIMARY KEY (tenant, name)
        ) STRICT
        """,
        """
        CREATE TABLE model_versions (
            tenant TEXT NOT NULL, name TEXT NOT NULL, version INTEGER NOT NULL, job_id TEXT NOT NULL, dataset_version TEXT NOT NULL,
            artifact TEXT NOT NULL, parameters TEXT NOT NULL, evidence TEXT NOT NULL, scores TEXT NOT NULL, cost_micros INTEGER NOT NULL,
            currency TEXT NOT NULL, verdict TEXT NOT NULL, created_at INTEGER NOT NULL, PRIMARY KEY (tenant, name, version)
        ) STRICT
        """,
        "CREATE INDEX model_versions_by_job ON model_versions (job_id, name)",
        """
        CREATE TABLE aliases (
            tenant TEXT NOT NULL, name TEXT NOT NULL, alias TEXT NOT NULL, version INTEGER NOT NULL, updated_at INTEGER NOT NULL,
            updated_by TEXT NOT NULL, reason TEXT NOT NULL, PRIMARY KEY (tenant, name, alias)
        ) STRICT
        """,
        """
        CREATE TABLE alias_history (
            id INTEGER PRIMARY KEY AUTOINCREMENT, tenant TEXT NOT NULL, name TEXT NOT NULL, alias TEXT NOT NULL, from_version INTEGER,
            to_version INTEGER, moved_by TEXT NOT NULL, reason TEXT NOT NULL, at INTEGER NOT NULL
        ) STRICT
        """,
        "CREATE INDEX alias_history_by_alias ON alias_history (tenant, name, alias, id)",
        """
        CREATE TABLE task_logs (
            id INTEGER PRIMARY KEY AUTOINCREMENT, job_id TEXT NOT NULL, stage TEXT, task_id TEXT, at INTEGER NOT NULL, line TEXT NOT NULL
        ) STRICT
        """,
        "CREATE INDEX task_logs_by_job ON task_logs (job_id, id)",
    ]
}
