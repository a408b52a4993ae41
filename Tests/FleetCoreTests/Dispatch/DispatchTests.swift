import FleetCore
import Testing

struct DispatchDeadlinesTests {
    static let key = DispatchDeadlines.Key(task: WorkTaskID("task_1"), attempt: 1)
    static func at(_ seconds: Int64) -> MonotonicInstant { MonotonicInstant(nanoseconds: seconds * 1_000_000_000) }

    @Test func theDeadlineDoublesUpToItsCeiling() {
        let deadlines = DispatchDeadlines()
        #expect(
            [0, 1, 2, 3, 9].map { deadlines.duration(afterUnanswered: $0) } == [
                .seconds(120), .seconds(240), .seconds(480), .seconds(900), .seconds(900),
            ])
    }

    @Test func timeRunsOnlyWhileWorkersOfTheKindBeat() {
        var deadlines = DispatchDeadlines()
        deadlines.start(Self.key, kind: .train, unansweredInRow: 0)
        deadlines.advance(now: Self.at(0), beating: [])
        deadlines.advance(now: Self.at(1000), beating: [.evaluate])
        #expect(!deadlines.wantsEnds)
        deadlines.advance(now: Self.at(1119), beating: [.train])
        #expect(!deadlines.wantsEnds)
        deadlines.advance(now: Self.at(1120), beating: [.train])
        #expect(deadlines.wantsEnds)
        #expect(deadlines.passed(positions: [0: 99]).isEmpty)
    }

    @Test func itPassesOnlyWhenEveryResultsPartitionIsReadPastTheEndSeenAfterIt() {
        var deadlines = DispatchDeadlines()
        deadlines.start(Self.key, kind: .train, unansweredInRow: 0)
        deadlines.advance(now: Self.at(0), beating: [.train])
        deadlines.advance(now: Self.at(121), beating: [.train])
        deadlines.saw(ends: [0: 4, 1: 2])
        #expect(deadlines.passed(positions: [0: 4, 1: 1]).isEmpty)
        #expect(deadlines.passed(positions: [0: 4, 1: 2]) == [Self.key])
    }

    /// Whether the deadline is over at `second` where each 50 seconds an outage sets it anew.
    private static func isOver(at end: Int64) -> Bool {
        var deadlines = DispatchDeadlines()
        for second in 0...end {
            if second % 50 == 0 {
                deadlines.start(key, kind: .train, unansweredInRow: 0)
                deadlines.resetAll()
            }
            deadlines.advance(now: at(second), beating: [.train])
        }
        return deadlines.wantsEnds
    }

    @Test func outagesInQuickSuccessionPostponeItTenfoldAtMost() {
        #expect(!Self.isOver(at: 1100))
        #expect(Self.isOver(at: 1300))
    }
}

struct CreditLedgerTests {
    static let worker = WorkerID("worker_a")
    static let rival = WorkerID("worker_b")
    static func at(_ milliseconds: Int64) -> MonotonicInstant { MonotonicInstant(nanoseconds: milliseconds * 1_000_000) }
    static func claim(_ slots: Int, executions: [Int] = [], partitions: [Int32] = [0, 1], generation: Int32 = 1) -> CreditLedger.Claim {
        CreditLedger.Claim(
            kind: .train, slots: slots, partitions: partitions, generation: generation, executions: Set(executions.map(Self.execution)))
    }
    static func execution(_ number: Int) -> ExecutionID { ExecutionID("exec_\(number)") }
    static func key(_ number: Int) -> DispatchDeadlines.Key { DispatchDeadlines.Key(task: WorkTaskID("task_1"), attempt: number) }

    @Test func nobodyHasCreditBeforeTheFirstBeatOfTheTerm() {
        var ledger = CreditLedger()
        #expect(ledger.credit(of: Self.worker, now: Self.at(0)) == 0)
        ledger.beat(Self.worker, Self.claim(4), now: Self.at(0))
        #expect(ledger.credit(of: Self.worker, now: Self.at(0)) == 4)
    }

    @Test func aWorkerThatIsSilentForTooLongIsSentNothingUntilItBeatsAgain() {
        var ledger = CreditLedger(silence: .seconds(3))
        ledger.beat(Self.worker, Self.claim(4), now: Self.at(0))
        #expect(ledger.credit(of: Self.worker, now: Self.at(3000)) == 4)
        #expect(ledger.credit(of: Self.worker, now: Self.at(3001)) == 0)
        ledger.beat(Self.worker, Self.claim(4), now: Self.at(4000))
        #expect(ledger.credit(of: Self.worker, now: Self.at(4000)) == 4)
    }

    @Test func whatIsHeldAndWhatIsUnderWayTakesCredit() {
        var ledger = CreditLedger()
        ledger.beat(Self.worker, Self.claim(4, executions: [1]), now: Self.at(0))
        ledger.accepted(Self.execution(1), by: Self.worker)
        ledger.accepted(Self.execution(2), by: Self.worker)
        ledger.dispatched(Self.key(1), kind: .train, partition: 1)
        #expect(ledger.credit(of: Self.worker, now: Self.at(0)) == 1)
        #expect(ledger.partition(for: Self.worker) == 0, "the partition with the fewest unanswered messages")
        ledger.answered(Self.key(1))
        #expect(ledger.credit(of: Self.worker, now: Self.at(0)) == 2)
    }

    /// One too many would wait in the worker, where no other tenant has a turn before it.
    @Test func anOutcomeMakesRoomForOneAndNoMore() {
        var ledger = CreditLedger()
        ledger.beat(Self.worker, Self.claim(2, executions: [1]), now: Self.at(0))
        for number in 1...2 { ledger.accepted(Self.execution(number), by: Self.worker) }
        ledger.ended(Self.execution(1), by: Self.worker)
        ledger.accepted(Self.execution(1), by: Self.worker)
        #expect(ledger.credit(of: Self.worker, now: Self.at(200)) == 1)
        #expect(ledger.credit(of: Self.worker, now: Self.at(9000)) == 1, "it stays free until something is sent")
    }

    @Test func aBeatThatWasMadeBeforeTheOutcomeWasAcknowledgedTakesNoRoom() {
        var ledger = CreditLedger()
        ledger.beat(Self.worker, Self.claim(2, executions: [1, 2]), now: Self.at(0))
        ledger.ended(Self.execution(1), by: Self.worker)
        ledger.beat(Self.worker, Self.claim(2, executions: [1, 2]), now: Self.at(1))
        #expect(ledger.credit(of: Self.worker, now: Self.at(1)) == 1)
        ledger.beat(Self.worker, Self.claim(2, executions: [2, 3]), now: Self.at(2))
        #expect(ledger.credit(of: Self.worker, now: Self.at(2)) == 0)
        ledger.beat(Self.worker, Self.claim(2, executions: [1]), now: Self.at(3))
        #expect(ledger.credit(of: Self.worker, now: Self.at(3)) == 1, "what a later beat does not name is forgotten, and would be believed again")
    }

    /// It may have ended without a word that anybody could read.
    @Test func whatABeatNamesNoMoreFillsNoSlot() {
        var ledger = CreditLedger()
        ledger.beat(Self.worker, Self.claim(1), now: Self.at(0))
        ledger.accepted(Self.execution(1), by: Self.worker)
        #expect(ledger.credit(of: Self.worker, now: Self.at(1)) == 0)
        ledger.beat(Self.worker, Self.claim(1), now: Self.at(2))
        #expect(ledger.credit(of: Self.worker, now: Self.at(2)) == 1)
    }

    @Test func aDeclinedMessageTakesAllCreditUntilTheNextBeat() {
        var ledger = CreditLedger()
        ledger.beat(Self.worker, Self.claim(4), now: Self.at(0))
        ledger.declined(Self.worker)
        #expect(ledger.credit(of: Self.worker, now: Self.at(0)) == 0)
        ledger.beat(Self.worker, Self.claim(4), now: Self.at(1))
        #expect(ledger.credit(of: Self.worker, now: Self.at(1)) == 4)
    }

    @Test func aPartitionBelongsToTheClaimantWithTheHighestGeneration() {
        var ledger = CreditLedger()
        ledger.beat(Self.rival, Self.claim(4, partitions: [1], generation: 2), now: Self.at(0))
        ledger.beat(Self.worker, Self.claim(4, partitions: [0, 1], generation: 1), now: Self.at(1))
        ledger.dispatched(Self.key(1), kind: .train, partition: 1)
        #expect(ledger.partition(for: Self.rival) == 1)
        #expect(ledger.partition(for: Self.worker) == 0)
        #expect(ledger.credit(of: Self.worker, now: Self.at(1)) == 4)
        #expect(ledger.credit(of: Self.rival, now: Self.at(1)) == 3)
    }

    @Test func aWorkerThatOwnsNothingIsSentNothing() {
        var ledger = CreditLedger()
        ledger.beat(Self.worker, Self.claim(4, partitions: []), now: Self.at(0))
        #expect(ledger.partition(for: Self.worker) == nil)
        #expect(ledger.credit(of: Self.worker, now: Self.at(0)) == 0)
    }
}

struct WorkerTurnsTests {
    static let workers = ["worker_a", "worker_b", "worker_c"].map { WorkerID($0) }

    /// Which workers tasks go to that come one by one, each worker being free again before the next one comes.
    private func sent(_ count: Int, _ credits: [Int], _ turns: inout WorkerTurns) -> [WorkerID] {
        (0..<count).compactMap { _ in
            let worker = turns.next(of: Dictionary(uniqueKeysWithValues: zip(Self.workers, credits)))
            if let worker { turns.sent(to: worker) }
            return worker
        }
    }

    @Test func equalsTakeTurns() {
        var turns = WorkerTurns()
        #expect(sent(6, [1, 1, 1], &turns) == Self.workers + Self.workers)
    }

    @Test func moreCreditGoesFirstWhoeverWasTheLast() {
        var turns = WorkerTurns()
        #expect(sent(2, [1, 3, 1], &turns) == [Self.workers[1], Self.workers[1]])
    }

    @Test func whoHasNoCreditIsSentNothing() {
        var turns = WorkerTurns()
        #expect(sent(3, [0, 2, 2], &turns) == [Self.workers[1], Self.workers[2], Self.workers[1]])
        #expect(turns.next(of: [Self.workers[0]: 0]) == nil)
    }

    @Test func whoIsGoneIsForgotten() {
        var turns = WorkerTurns()
        _ = sent(3, [1, 1, 1], &turns)
        turns.keep([Self.workers[0]])
        #expect(sent(2, [1, 1, 1], &turns) == [Self.workers[1], Self.workers[2]], "one that comes back is as good as new")
    }
}

struct FairQueueTests {
    @Test func tenantsTakeTurnsByTheirWeights() {
        var queue = FairQueue<String>(weights: [TenantName("large"): 2])
        for number in 0..<8 {
            queue.add("l\(number)", tenant: TenantName("large"), priority: 0)
            queue.add("s\(number)", tenant: TenantName("small"), priority: 0)
        }
        let first = (0..<6).compactMap { _ in queue.next() }
        #expect(first.filter { $0.hasPrefix("l") }.count == 4)
        #expect(first.filter { $0.hasPrefix("s") } == ["s0", "s1"])
    }

    @Test func aFloodDelaysNobody() {
        var queue = FairQueue<Int>()
        for number in 0..<1000 { queue.add(number, tenant: TenantName("flood"), priority: 0) }
        queue.add(-1, tenant: TenantName("calm"), priority: 0)
        let first = [queue.next(), queue.next()]
        #expect(first.contains(-1))
    }

    @Test func aHigherPriorityGoesFirstAndTheOrderWithinATenantIsKept() {
        var queue = FairQueue<String>()
        queue.add("a", tenant: TenantName("one"), priority: 0)
        queue.add("b", tenant: TenantName("one"), priority: 0)
        queue.add("c", tenant: TenantName("two"), priority: 5)
        #expect([queue.next(), queue.next(), queue.next(), queue.next()] == ["c", "a", "b", nil])
    }
}
