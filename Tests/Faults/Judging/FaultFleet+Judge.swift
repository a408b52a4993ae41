import Crypto
import FleetCore
import FleetTesting
import Foundation
import Glibc
import Messaging
import Persistence
import Testing

/// The end of every run: the fleet is taken down in order, five ledgers are written, one checker decides.
extension FaultFleet {
    func judge() async throws -> Ledgers {
        for proxy in [brokerProxy, storeProxy, providerProxy, storageProxy] { proxy?.heal() }
        storage?.befall(percent: 0)
        for kind in ["sanitizer", "trainer"] {
            for worker in running(kind) { #expect(try await worker.stop() == .exited(0), "\(worker.name) was asked to end") }
        }
        let begin = clock.now()
        var ledger = try ledgers.read()
        if let postgres {
            let store = try await PostgresStateStore.open(ConnectionSecret(postgres.address()), clock: clock)
            try await until("an empty outbox", within: .seconds(30)) { try await store.read { try $0.unsentOutbox(limit: 1) }.isEmpty }
            // What a deposed coordinator sent late is answered within seconds.
            try await until("the newest status of every job last on its topic", within: .seconds(30)) { try await self.showsAll(of: store) }
            try await stopCoordinators()
            ledger.rows = try await rows(of: store)
            await store.close()
        } else {
            try await stopCoordinators()
            let store = try await SQLiteStateStore.open(directory: folder + "/state", clock: clock)
            ledger.rows = try await rows(of: store)
            await store.close()
        }
        ledger.records = try await TopicDump.all(of: client)
        ledger.objects = try storage.map { ArtifactDump.entries($0.objects) } ?? ArtifactDump.all(below: folder + "/artifacts")
        ledger.submits = state.withLock { $0.submits }.map { key in
            let job = board.job(of: key)
            return SubmitEntry(tenant: "default", key: key, answer: job == nil ? .indeterminate : .acknowledged, job: job)
        }
        let verdict = Checker.check(ledger, Expectations(hasAllRecords: plan.hasAllRecords, isStatusTailed: true))
        let counts = "\(ledger.submits.count) jobs, \(ledger.records.count) records, \(ledger.rows.count) rows, \(ledger.calls.count) calls"
        Self.say("--- \(plan.name): \(counts), read and judged in \(Int((clock.now() - begin).inSeconds)) s\n\(verdict.text)")
        FaultResults.shared.judged(plan.name, verdict, ledger)
        #expect(verdict.isClean, "\(verdict.text)")
        if !verdict.isClean { throw FleetError("violations", .permanent, "\(plan.name): \(verdict.violations.count) violations") }
        return ledger
    }

    /// Whether the last status on the topic of each job is its newest.
    private func showsAll(of store: any StateStore) async throws -> Bool {
        var filter = JobFilter(tenant: FleetTopics.defaultTenant, limit: 1000)
        while true {
            let page = filter
            let jobs = try await store.read { try $0.jobs(page) }
            guard jobs.allSatisfy({ $0.revision == board.shown($0.id.rawValue) }) else { return false }
            guard jobs.count == filter.limit, let last = jobs.last else { return true }
            filter.after = JobCursor(last)
        }
    }

    /// Everything in the store, whose history must be a whole chain.
    private func rows(of store: any StateStore) async throws -> [StoreEntry] {
        let finding = try await store.verifyHistory(of: FleetTopics.defaultTenant)
        #expect(finding.fault == nil)
        #expect(finding.verified > 0)
        return try await StoreEntry.all(of: store)
    }

    private func stopCoordinators() async throws {
        // The last results and snapshots are applied and forwarded before the end.
        try await clock.sleep(for: .seconds(1))
        for coordinator in running("coordinator").reversed() { #expect(try await coordinator.stop() == .exited(0), "\(coordinator.name)") }
    }
}
