import FleetCore
import Persistence
import Testing

@Suite struct SQLiteSmokeTests {
    @Test func roundTrip() async throws {
        let store = try SQLiteStateStore.inMemory(clock: SystemClock())
        try await check(store)
        let directory = "/tmp/persistence-smoke-\(IdentifierSource(clock: SystemClock(), random: SystemRandom()).make(""))"
        let file = try await SQLiteStateStore.open(directory: directory, clock: SystemClock())
        try await check(file)
        await file.close()
    }

    func check(_ store: SQLiteStateStore) async throws {
        let term = try await store.claimTerm(holder: "a")
        #expect(term == Term(1))
        let now = SystemClock().wallTime()
        try await store.write("add", as: term) { transaction in
            try transaction.insert(JobRow(id: JobID("job_1"), tenant: TenantName("default"), name: "n", document: "{}", documentHash: "h", createdAt: now), labels: ["a": "b"])
            var task = TaskRow(id: WorkTaskID("task_1"), job: JobID("job_1"), tenant: TenantName("default"), stage: .train, kind: .train, step: "run", ordinal: 0, input: "{}", createdAt: now)
            try transaction.insert(task)
            task.priority = 4
            try transaction.update(task)
            try transaction.enqueue(OutboxRow(topic: "t", key: "k", body: [1, 2], createdAt: now))
            try transaction.markSent([1, 2, 3])
            try transaction.append([TaskLogRow(job: JobID("job_1"), at: now, line: "x")], of: JobID("job_1"), keeping: 2)
        }
        let ready = try await store.read { try $0.readyTasks(kind: .train, now: now, limitPerTenant: 3) }
        #expect(ready[TenantName("default")]?.first?.priority == 4)
        let jobs = try await store.read { try $0.jobs(JobFilter(tenant: TenantName("default"), states: [.submitted], label: ("a", "b"), after: nil)) }
        #expect(jobs.count == 1)
        #expect(try await store.read { try $0.workCounts() }[.train]?.queued == 1)
        let next = try await store.claimTerm(holder: "b")
        #expect(next == Term(2))
        await #expect(throws: FleetError.self) { try await store.write("late", as: term) { _ in } }
    }
}
