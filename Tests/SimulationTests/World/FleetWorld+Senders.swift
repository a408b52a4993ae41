import Coordination
import FleetCore
import FleetTesting
import JSON
import Messaging
import Persistence

/// Who wants jobs: sends them, asks for their end, and sends again what nobody answered.
extension FleetWorld {
    func startSenders() {
        for (index, script) in scenario.jobs.enumerated() {
            world.spawn {
                do {
                    try await self.world.clock.sleep(for: script.at)
                    for _ in 0..<script.copies { await self.send(script.document, of: script, number: index) }
                    for command in script.commands {
                        try await self.world.clock.sleep(until: SimulationScheduler.start + script.at + command.at)
                        await self.send(Self.command(command.word, script), of: script, number: index)
                    }
                } catch { self.surprise("a sender stopped: \(error)") }
            }
        }
    }

    static func command(_ word: String, _ script: JobScript) -> String {
        #"{"schema": "modelops.command/v1", "command": "\#(word)", "idempotency_key": "\#(script.key)"}"#
    }

    /// Writes a bare record; a sender without an answer sends once more.
    func send(_ body: String, of script: JobScript, number: Int) async {
        let record = OutgoingRecord(topic: FleetTopics.jobs(of: script.tenant), key: Array(script.key.utf8), value: Array(body.utf8), headers: [])
        for _ in 0..<5 {
            do {
                let producer = try await broker.producer(clientName: "sender-\(number)")
                _ = try await producer.send(record)
                trace.note("sender \(number) sends", at: scheduler.elapsed)
                if director.isHealed || director.fraction() > 0.1 { return }
            } catch {
                // Not there: tried again below, and by the observer in the end.
            }
            await world.clock.waitFirmly(for: .seconds(3))
        }
    }

    /// After the healing: sends again what has no job yet, ends pauses, and watches for the end of everything.
    func startObserver() {
        world.spawn {
            do { try await self.observe() } catch { self.surprise("the observer stopped: \(error)") }
        }
    }

    private func observe() async throws {
        var settledSince: Duration?
        /// When somebody stood still for the last time: what it was about to do is still to come.
        var stoodAt = Duration.zero
        /// Inventories until then.
        var counted = 0
        for round in 0... {
            try await world.clock.sleep(for: .seconds(1))
            let (all, unsent) = try await store.read { transaction in
                let jobs = try FleetWorld.tenants.flatMap { try transaction.jobs(.init(tenant: $0)) }
                return (jobs, try transaction.unsentOutbox(limit: 100))
            }
            let jobs = all.filter { !Self.isInventory($0) }
            let inventories = all.filter(Self.isInventory)
            let ended = jobs.filter { $0.state.isTerminal }
            state.withLock { state in
                let count = ended.count { ($0.finishedAt?.milliseconds ?? 0) > 0 }
                if state.firstEndAfterHealing == nil, count > 0, let healed = state.healedAt,
                    ended.contains(where: { self.wallElapsed($0.finishedAt) > healed })
                {
                    state.firstEndAfterHealing = scheduler.elapsed
                }
            }
            let known = Set(jobs.compactMap(\.idempotencyKey))
            if round % 20 == 0 {
                for (index, script) in scenario.jobs.enumerated() where !known.contains(script.key) {
                    await send(script.document, of: script, number: index)
                }
                for job in jobs where job.state == .paused || job.waitingReason == "no_matching_worker" {
                    guard let index = scenario.jobs.firstIndex(where: { $0.key == job.idempotencyKey }) else { continue }
                    let word = job.state == .paused ? "resume" : "cancel"
                    await send(Self.command(word, scenario.jobs[index]), of: scenario.jobs[index], number: index)
                }
            }
            // An inventory comes again and again: what is said of it does not begin the waiting anew.
            let own = Set(inventories.map(\.id))
            let isQuiet = unsent.allSatisfy { row in row.job.map { own.contains($0) } ?? false }
            let isSettled = isQuiet && known.count == scenario.jobs.count && ended.count == jobs.count
            if !isSettled {
                settledSince = nil
            } else if settledSince == nil {
                settledSince = scheduler.elapsed
                counted = inventories.count
            }
            if let since = settledSince, scenario.personDecides, scheduler.elapsed - since > .seconds(20), try await decide(jobs) {
                settledSince = nil
            }
            // Two rounds of the status tail, and what it publishes again.
            if state.withLock({ $0.lives.values.contains { $0.node.isPaused } }) { stoodAt = scheduler.elapsed }
            guard let since = settledSince, scheduler.elapsed - max(since, stoodAt - .seconds(25)) > .seconds(45) else { continue }
            // What was left at the provider is seen by an inventory that began when all else was over, and none may begin now.
            if scenario.inventories != nil {
                guard unsent.isEmpty, inventories.count > counted, inventories.allSatisfy(\.state.isTerminal), try await hasTimeUntilInventory()
                else { continue }
            }
            state.withLock { state in
                state.isFinished = true
                state.endedAt = since
            }
            return
        }
    }

    private func hasTimeUntilInventory() async throws -> Bool {
        guard let now = active?.node.clock.wallTime(), let due = try await store.read({ try $0.nextTimerDue() }) else { return false }
        return due.milliseconds - now.milliseconds > 3000
    }

    /// A person looks at the provider's console and says what became of every other intent that nobody could find.
    /// - Returns: whether there was something to decide.
    private func decide(_ jobs: [JobRow]) async throws -> Bool {
        var hasDecided = false
        for job in jobs {
            let open = try await store.read { try $0.permits(of: job.id) }.filter {
                $0.state == "needs_review" && $0.note?.hasPrefix("person") != true
            }
            for permit in open where scenario.personDecidesAll || permit.intentKey.rawValue.utf8.reduce(0, { $0 &+ $1 }) % 2 == 0 {
                guard let active = active?.coordinator else { continue }
                let remote = provider.object(of: permit.intentKey)
                do {
                    try await active.writing.write("decide about an intent") { control in
                        try (control as? any PermitResolving)?.resolvePermit(
                            permit.intentKey, remoteID: remote, by: "person", reason: "looked at the console")
                    }
                } catch let error as FleetError where error.disposition == .transient || error.code == "deposed" {
                    // Whoever was asked reigns no more: the person asks again.
                    trace.note("a decision is not taken: \(error.code)", at: scheduler.elapsed)
                }
                hasDecided = true
            }
        }
        return hasDecided
    }

    private func wallElapsed(_ time: Timestamp?) -> Duration {
        time.map { .milliseconds($0.milliseconds - 1_767_225_600_000) } ?? .zero
    }
}
