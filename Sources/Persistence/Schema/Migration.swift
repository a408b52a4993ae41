/// One numbered step of the schema, applied in one transaction.
struct Migration: Sendable {
    /// From 1, without gaps.
    let number: Int
    let name: String
    /// In SQLite's words; see `SQLDialect.definition`.
    let statements: [String]
}
