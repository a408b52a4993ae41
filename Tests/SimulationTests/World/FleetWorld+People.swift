import FleetCore
import FleetTesting
import JSON
import Messaging
import Persistence

@testable import Coordination

/// People who come to the fleet over HTTP or its topics while it runs: they run jobs again, move aliases, and leave things at the provider.
extension FleetWorld {
    func startPeople() {
        guard scenario.strays > 0 || scenario.jobs.contains(where: { $0.isRerun || $0.isPromoted }) else { return }
        world.spawn {
            do {
                while !self.state.withLock({ $0.isFinished }) {
                    try await self.world.clock.sleep(for: .seconds(7))
                    try await self.attend()
                }
            } catch { self.surprise("the people stopped: \(error)") }
        }
    }

    /// The coordinator that reigns, as far as it can be asked now.
    var active: Life? {
        state.withLock { state in roles.compactMap { state.lives[$0] } }.first { $0.coordinator?.writing.term != nil && !$0.node.isDead }
    }

    private func attend() async throws {
        let jobs = try await store.read { transaction in try FleetWorld.tenants.flatMap { try transaction.jobs(.init(tenant: $0)) } }
        for job in jobs where job.state.isTerminal {
            guard let script = scenario.jobs.first(where: { job.idempotencyKey == $0.key || job.name == "job-\($0.key)" }) else { continue }
            if script.isRerun, job.idempotencyKey == script.key { await rerun(job, script) }
            if script.isPromoted, job.state == .succeeded { await move(script, isFirst: job.idempotencyKey != nil) }
        }
        try await leaveStrays(jobs)
    }

    /// Each alias is moved once for a job, and back once for its repetition.
    private func move(_ script: JobScript, isFirst: Bool) async {
        let word = isFirst ? "promote" : "rollback"
        guard state.withLock({ $0.moved.insert("\(word) \(script.key)").inserted }),
            let number = scenario.jobs.firstIndex(where: { $0.key == script.key })
        else { return }
        let command = #"{"schema": "modelops.command/v1", "command": "\#(word)", "model": "job-\#(script.key)", "alias": "production"}"#
        await send(command, of: script, number: number)
    }

    private func rerun(_ former: JobRow, _ script: JobScript) async {
        guard let life = active, let coordinator = life.coordinator, let parts = life.parts,
            state.withLock({ $0.reran.insert(former.id).inserted })
        else { return }
        let desk = RerunDesk(submissions: parts.submissions)
        let sender = SubmissionDesk.Sender(tenant: former.tenant, actor: "person", request: ["topic": nil])
        let from: StageKind? = former.state == .succeeded && script.isTrainedAgain ? .train : nil
        do {
            try await coordinator.writing.write("retry over HTTP") { change in
                _ = try desk.rerun(try change.transaction.job(former.id) ?? former, from: from, of: sender, in: change)
            }
        } catch let error as FleetError where error.disposition == .rejected {
            trace.note("not run again: \(error.code)", at: scheduler.elapsed)
        } catch {
            // Whoever got no answer asks again; a repetition that was made all the same is a second one.
            _ = state.withLock { $0.reran.remove(former.id) }
        }
    }

    /// Objects with the fleet's mark that no call of the fleet has made, among them a second one for an intent.
    private func leaveStrays(_ jobs: [JobRow]) async throws {
        let count = state.withLock { $0.strays }
        guard count < scenario.strays, !director.isHealed else { return }
        let (mark, permits) = try await store.read { transaction in
            (
                try transaction.fleet().map { "\($0.id)/\($0.createdAt.milliseconds)" },
                try jobs.flatMap { try transaction.permits(of: $0.id) }.filter { ["settled", "adopted"].contains($0.state) }
            )
        }
        guard let mark else { return }
        let twin = count % 2 == 0 ? nil : permits.first?.intentKey
        // Some are older than the reign: whether a store that was brought back would know them cannot be said.
        let age = Duration.seconds(count % 3 == 2 ? -7200 : 60)
        let id = provider.stray(twin, mark: mark, at: scheduler.elapsed, wall: world.clock.wallTime().advanced(by: age))
        trace.note("somebody leaves \(id) at the provider\(twin.map { " for \($0)" } ?? "")", at: scheduler.elapsed)
        state.withLock { $0.strays += 1 }
    }

    func cancelInventory() async {
        guard let coordinator = active?.coordinator else { return }
        do {
            try await coordinator.writing.write("control over HTTP") { change in
                let jobs = try change.transaction.jobs(.init(tenant: TenantName("default")))
                for job in jobs where Self.isInventory(job) && !job.state.isTerminal { try change.cancel(job.id, by: "person", cause: "not now") }
            }
        } catch { trace.note("the inventory is not cancelled: \(error)", at: scheduler.elapsed) }
    }

    static func isInventory(_ job: JobRow) -> Bool { job.idempotencyKey == nil && job.name.hasPrefix("inventory of ") }
}
