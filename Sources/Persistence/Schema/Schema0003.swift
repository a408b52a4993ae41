/// The third schema: dead letters that can be listed, looked at and played again.
enum Schema0003 {
    static let migration = Migration(
        number: 3, name: "dead letters are known",
        statements: [
            """
            CREATE TABLE dead_letters (
                id TEXT NOT NULL, tenant TEXT NOT NULL, topic TEXT NOT NULL, partition INTEGER NOT NULL, record_offset INTEGER NOT NULL,
                reason TEXT NOT NULL, sha256 TEXT NOT NULL, original_bytes INTEGER NOT NULL, kept_bytes INTEGER NOT NULL,
                preview TEXT NOT NULL, state TEXT NOT NULL, attempt INTEGER NOT NULL, replay_of TEXT, job_id TEXT, note TEXT,
                created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, PRIMARY KEY (id)
            ) STRICT
            """,
            "CREATE INDEX dead_letters_by_time ON dead_letters (tenant, created_at, id)",
            "CREATE INDEX dead_letters_by_state ON dead_letters (tenant, state, created_at, id)",
            "CREATE INDEX dead_letters_by_age ON dead_letters (created_at, id)",
            "CREATE INDEX dead_letters_new ON dead_letters (id) WHERE state = 'new'",
            // Apart from the letters, so that a list reads no bodies.
            "CREATE TABLE dead_letter_contents (id TEXT NOT NULL, key BLOB, headers TEXT NOT NULL, body BLOB NOT NULL, PRIMARY KEY (id)) STRICT",
            """
            CREATE TABLE dead_letter_totals (
                tenant TEXT NOT NULL, letters INTEGER NOT NULL, bytes INTEGER NOT NULL, PRIMARY KEY (tenant)
            ) STRICT
            """,
        ])
}
