extension Schema0001 {
    /// Fleet, terms, leadership. The heartbeat is a row of its own: it must not wait for a transaction that holds the term's row.
    static let leadership = [
        """
        CREATE TABLE fleet (
            id TEXT NOT NULL, created_at INTEGER NOT NULL, PRIMARY KEY (id)
        ) STRICT
        """,
        """
        CREATE TABLE terms (
            number INTEGER NOT NULL, holder TEXT NOT NULL, started_at INTEGER NOT NULL, PRIMARY KEY (number)
        ) STRICT
        """,
        "CREATE TABLE leadership (id INTEGER NOT NULL PRIMARY KEY, term INTEGER NOT NULL, holder TEXT NOT NULL) STRICT",
        "CREATE TABLE heartbeat (id INTEGER NOT NULL PRIMARY KEY, beats INTEGER NOT NULL, updated_at INTEGER NOT NULL) STRICT",
        "INSERT INTO leadership (id, term, holder) VALUES (1, 0, '')",
        "INSERT INTO heartbeat (id, beats, updated_at) VALUES (1, 0, 0)",
    ]
}
