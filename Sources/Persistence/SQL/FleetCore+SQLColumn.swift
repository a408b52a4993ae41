import FleetCore

extension FleetID: SQLColumn {}
extension JobID: SQLColumn {}
extension WorkTaskID: SQLColumn {}
extension ExecutionID: SQLColumn {}
extension WorkerID: SQLColumn {}
extension IntentKey: SQLColumn {}
extension TenantName: SQLColumn {}
extension JobState: SQLColumn {}
extension StageState: SQLColumn {}
extension StageKind: SQLColumn {}
extension WorkTaskState: SQLColumn {}
extension WorkKind: SQLColumn {}

extension Timestamp: SQLColumn {
    init?(sql: SQLValue) {
        guard case .integer(let number) = sql else { return nil }
        self.init(milliseconds: number)
    }

    var sql: SQLValue { .integer(milliseconds) }
}

extension Term: SQLColumn {
    init?(sql: SQLValue) {
        guard case .integer(let number) = sql else { return nil }
        self.init(number)
    }

    var sql: SQLValue { .integer(number) }
}
