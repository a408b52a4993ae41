import FleetCore
import FleetTesting
import JSON

/// What goes on at the provider when all is over: somebody must want it, or have been told of it.
extension FleetWorld {
    func checkOrphans(_ ledgers: Ledgers) {
        func rows(_ table: String) -> [StoreEntry] { ledgers.rows.filter { $0.table == table } }
        func text(_ row: StoreEntry, _ column: String) -> String { row.values[column]?.string ?? "" }
        let told = Set(
            rows("history").filter { text($0, "entity") == "remote_object" && text($0, "to_state") == "in_review" }.map { text($0, "entity_id") })
        let permits = Dictionary(rows("permits").map { (text($0, "intent_key"), $0) }, uniquingKeysWith: { first, _ in first })
        for (id, intent) in provider.living(at: scheduler.elapsed) where !told.contains(id) {
            let permit = intent.flatMap { permits[$0.rawValue] }
            // Somebody looked at the provider's console: it is theirs.
            let byPerson = permit.map { text($0, "state") == "needs_review" || text($0, "note").hasPrefix("person") } ?? false
            if !byPerson {
                surprise("\(id) goes on at the provider, its permit is \(permit.map { text($0, "state") } ?? "unknown"), and nobody was told")
            }
        }
    }
}
