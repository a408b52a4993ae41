/// The rows of the state store, found by table and by what they belong to.
struct StoreView {
    private let tables: [String: [StoreEntry]]
    let jobs: [String: StoreEntry]
    /// Transitions of one thing in the order in which they were written, by `job/entity/id`.
    let histories: [String: [StoreEntry]]
    /// Messages that are not forwarded yet.
    let unsent: [StoreEntry]

    init(_ rows: [StoreEntry]) {
        tables = Dictionary(grouping: rows, by: \.table)
        jobs = Dictionary((tables["jobs"] ?? []).map { ($0.text("id"), $0) }, uniquingKeysWith: { first, _ in first })
        let history = (tables["history"] ?? []).sorted { $0.number("id") < $1.number("id") }
        histories = Dictionary(grouping: history) { Self.place($0.text("job_id"), $0.text("entity"), $0.text("entity_id")) }
        unsent = (tables["outbox"] ?? []).filter { $0.text("state") == "unsent" }
    }

    subscript(table: String) -> [StoreEntry] { tables[table] ?? [] }

    func history(_ job: String, _ entity: String, _ id: String) -> [StoreEntry] { histories[Self.place(job, entity, id)] ?? [] }

    private static func place(_ job: String, _ entity: String, _ id: String) -> String { "\(job)/\(entity)/\(id)" }

    static let ends: [String: Set<String>] = [
        "job": ["succeeded", "failed", "cancelled", "rejected"], "stage": ["succeeded", "failed", "skipped", "cancelled"],
        "task": ["completed", "failed", "cancelled"], "permit": ["released"],
    ]
}
