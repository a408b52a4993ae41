/// The second schema: every tenant's history is a chain of digests.
enum Schema0002 {
    /// Records of an earlier release keep no number: the head of their tenant says how many there are and up to which, so that none can be
    /// added to them.
    static let migration = Migration(
        number: 2, name: "history is a chain",
        statements: [
            "ALTER TABLE history ADD COLUMN number INTEGER",
            "ALTER TABLE history ADD COLUMN previous TEXT",
            "ALTER TABLE history ADD COLUMN digest TEXT",
            "CREATE UNIQUE INDEX history_by_number ON history (tenant, number)",
            """
            CREATE TABLE history_heads (
                tenant TEXT NOT NULL, number INTEGER NOT NULL, digest TEXT NOT NULL, older_through INTEGER NOT NULL,
                older_count INTEGER NOT NULL, PRIMARY KEY (tenant)
            ) STRICT
            """,
            """
            INSERT INTO history_heads (tenant, number, digest, older_through, older_count)
            SELECT tenant, 0, '', MAX(id), COUNT(*) FROM history GROUP BY tenant
            """,
        ])
}
