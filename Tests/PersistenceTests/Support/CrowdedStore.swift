import FleetCore
import FleetTesting
@testable import Persistence

/// A store with ten thousand jobs and what belongs to them, for reading plans: on small tables a database reads the whole.
enum CrowdedStore {
    static let jobs = 10_000

    static func fill(_ store: any StateStore) async throws {
        for start in stride(from: 0, to: jobs, by: 1000) {
            try await store.write("fill", as: nil) { transaction in
                for number in start..<start + 1000 { try add(number, to: transaction) }
            }
        }
        try await store.write("statistics", as: nil) { try $0.change("ANALYZE") }
    }

    /// Twenty thousand tasks of one job wait and four thousand are held, and no statistics say so.
    static func flood(_ store: any StateStore) async throws {
        try await store.write("flood", as: nil) { transaction in
            let job = StoreSamples.job("job_flood", tenant: TenantName("t1"), at: 1)
            try transaction.insert(job)
            for number in 0..<24_000 {
                var task = StoreSamples.task("task_flood_\(number)", job: job.id.rawValue, tenant: job.tenant, kind: .train)
                task.isHeld = number >= 20_000
                try transaction.insert(task)
            }
        }
    }

    private static func add(_ number: Int, to transaction: StoreTransaction) throws {
        let tenant = TenantName("t\(number % 20)")
        var job = StoreSamples.job("job_\(number)", tenant: tenant, at: Int64(number))
        job.idempotencyKey = "k\(number)"
        if number % 10 != 0 { job.finishedAt = job.createdAt }
        if number % 50 == 0 { job.state = .waiting }
        try transaction.insert(job)
        var task = StoreSamples.task("task_\(number)", job: job.id.rawValue, tenant: tenant, kind: WorkKind.allCases[number % 5])
        let states: [WorkTaskState] = [.queued, .completed, .completed, .completed]
        task.state = number % 40 == 2 ? .accepted : number % 40 == 3 ? .snoozed : states[number % 4]
        try transaction.insert(task)
        try transaction.append(
            HistoryRow(
                tenant: tenant, job: job.id, entity: "job", entityID: job.id.rawValue, toState: "running", cause: "test", actor: "suite",
                term: Term(1),
                at: StoreSamples.time))
        var message = StoreSamples.message(job.id.rawValue, body: "x")
        if number % 20 != 0 { message.state = .parked }
        try transaction.enqueue(message)
        try transaction.setTimer(
            TimerRow(kind: "snooze", subject: task.id.rawValue, dueAt: StoreSamples.time.advanced(by: .seconds(Int64(number) - 50))))
        var permit = StoreSamples.permit("intent_\(number)", job: job.id.rawValue)
        permit.task = task.id
        if number % 100 == 0 { permit.nextSearchAt = StoreSamples.time.advanced(by: .seconds(Int64(number) - 50)) }
        try transaction.insert(permit)
        let letter = DeadLetterRow(
            id: "dl_\(number)", tenant: tenant, topic: "modelops.jobs", partition: 0, offset: Int64(number), reason: "json_invalid", sha256: "",
            originalBytes: 1, keptBytes: 1, preview: "x", createdAt: job.createdAt)
        try transaction.keep(letter, DeadLetterContentRow(id: letter.id, key: nil, headers: "[]", body: [1]), atMost: 10_000, bytes: 1 << 30)
        try transaction.append([TaskLogRow(job: job.id, at: StoreSamples.time, line: "x")], of: job.id, keeping: 10)
    }
}
