extension Schema0001 {
    /// What comes in, goes out and is due.
    static let messages = [
        """
        CREATE TABLE outbox (
            id INTEGER PRIMARY KEY AUTOINCREMENT, topic TEXT NOT NULL, partition INTEGER, key TEXT, headers TEXT NOT NULL, body BLOB,
            state TEXT NOT NULL, job_id TEXT, created_at INTEGER NOT NULL, tries INTEGER NOT NULL, error TEXT
        ) STRICT
        """,
        "CREATE INDEX outbox_by_state ON outbox (state, id)",
        """
        CREATE TABLE inbox (
            message_id TEXT NOT NULL, tenant TEXT NOT NULL, job_id TEXT, handled_at INTEGER NOT NULL, PRIMARY KEY (message_id)
        ) STRICT
        """,
        "CREATE INDEX inbox_by_time ON inbox (handled_at)",
        """
        CREATE TABLE offsets (
            topic TEXT NOT NULL, partition INTEGER NOT NULL, next_offset INTEGER NOT NULL, last_digest TEXT, updated_at INTEGER NOT NULL,
            PRIMARY KEY (topic, partition)
        ) STRICT
        """,
        """
        CREATE TABLE pending_commands (
            id INTEGER PRIMARY KEY AUTOINCREMENT, tenant TEXT NOT NULL, job_id TEXT, idempotency_key TEXT, command TEXT NOT NULL,
            created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL
        ) STRICT
        """,
        "CREATE INDEX pending_commands_by_job ON pending_commands (tenant, job_id) WHERE job_id IS NOT NULL",
        "CREATE INDEX pending_commands_by_key ON pending_commands (tenant, idempotency_key) WHERE idempotency_key IS NOT NULL",
        "CREATE INDEX pending_commands_by_expiry ON pending_commands (expires_at, id)",
        """
        CREATE TABLE idempotency (
            tenant TEXT NOT NULL, key TEXT NOT NULL, document_hash TEXT NOT NULL, job_id TEXT NOT NULL, created_at INTEGER NOT NULL,
            PRIMARY KEY (tenant, key)
        ) STRICT
        """,
        """
        CREATE TABLE timers (
            kind TEXT NOT NULL, subject TEXT NOT NULL, due_at INTEGER NOT NULL, payload TEXT NOT NULL, PRIMARY KEY (kind, subject)
        ) STRICT
        """,
        "CREATE INDEX timers_by_time ON timers (due_at, kind, subject)",
    ]
}
