import FleetCore
import Testing

/// A chargeable task and its permit move together.
struct GuardedTaskTests {
    static let first = Fence(attempt: 1, execution: ExecutionID("exec_1"))
    static let second = Fence(attempt: 2, execution: ExecutionID("exec_2"))
    static let broken = FleetError("lost_answer", .transient, "no answer came")

    /// A task whose first execution holds the permit.
    static func granted() -> GuardedTask {
        var guarded = GuardedTask(task: WorkTaskMachine(searchGrace: .seconds(60)), permit: PermitMachine())
        _ = guarded.apply(.budgetReserved)
        _ = guarded.apply(.of(.dispatched))
        #expect(guarded.apply(.of(.accepted(first))) == [.task(.bind(first)), .permit(.grant(first))])
        return guarded
    }

    /// The holder is gone, and a second execution searches.
    static func searching() -> GuardedTask {
        var guarded = granted()
        #expect(guarded.apply(.of(.leaseExpired(first))).contains(.task(.wait(.seconds(60)))))
        #expect(guarded.isSearch)
        _ = guarded.apply(.of(.timerFired))
        _ = guarded.apply(.of(.dispatched))
        #expect(guarded.apply(.of(.accepted(second))) == [.task(.bind(second))], "a search never binds the permit")
        return guarded
    }

    @Test func aTaskWithoutBudgetIsNotDispatched() {
        var guarded = GuardedTask(task: WorkTaskMachine(), permit: PermitMachine())
        #expect(!guarded.isDispatchable)
        _ = guarded.apply(.budgetReserved)
        #expect(guarded.isDispatchable)
    }

    @Test func aFoundObjectIsAdopted() {
        var guarded = Self.searching()
        _ = guarded.apply(.of(.completed(Self.second)))
        #expect(guarded.permit?.state == .adopted)
        #expect(guarded.task.state == .completed)
    }

    @Test func anEmptySearchAsksAPerson() {
        var guarded = Self.searching()
        let actions = guarded.apply(.failed(Self.second, Self.broken, jitter: 0, notSent: false, searchedInVain: true))
        #expect(actions.contains(.permit(.review)))
        #expect(guarded.permit?.state == .needsReview)
        #expect(guarded.task.state == .failed)
    }

    @Test func aProviderThatListsLateIsSearchedAgainBeforeAPersonIsAsked() {
        let unknown = PermitMachine(state: .unknown, holder: Self.first, mostSearches: 3)
        var guarded = GuardedTask(task: WorkTaskMachine(state: .queued, attempt: 1, searchGrace: .seconds(60)), permit: unknown)
        for search in 2...4 {
            let fence = Fence(attempt: search, execution: ExecutionID("exec_\(search)"))
            #expect(guarded.isSearch, "an empty search never makes it grantable")
            _ = guarded.apply(.of(.dispatched))
            #expect(guarded.apply(.of(.accepted(fence))) == [.task(.bind(fence))])
            let actions = guarded.apply(.failed(fence, Self.broken, jitter: 0, notSent: false, searchedInVain: true))
            #expect(actions.contains(.task(.wait(.seconds(60)))) == (search < 4))
            _ = guarded.apply(.of(.timerFired))
        }
        #expect(guarded.permit?.state == .needsReview)
    }

    @Test func notSentMakesTheIntentGrantableAgain() {
        var guarded = Self.granted()
        _ = guarded.apply(.failed(Self.first, Self.broken, jitter: 0, notSent: true, searchedInVain: false))
        #expect(guarded.permit?.state == .reserved)
        _ = guarded.apply(.of(.timerFired))
        _ = guarded.apply(.of(.dispatched))
        #expect(guarded.apply(.of(.accepted(Self.second))).contains(.permit(.grant(Self.second))))
    }

    @Test func theHoldersLateReportSettlesThePermitAndNeverTheTask() {
        var guarded = Self.searching()
        let actions = guarded.apply(.of(.completed(Self.first)))
        #expect(actions == [.permit(.settle), .task(.ignore(.stale))])
        #expect(guarded.permit?.state == .settled)
        #expect(guarded.task.state == .accepted)
        _ = guarded.apply(.of(.completed(Self.second)))
        #expect(guarded.task.state == .completed)
    }

    @Test func theHoldersLateNotSentLetsTheTaskCreate() {
        var guarded = Self.searching()
        _ = guarded.apply(.interrupted(Self.first, notSent: true))
        #expect(guarded.permit?.state == .reserved)
        _ = guarded.apply(.failed(Self.second, Self.broken, jitter: 0, notSent: false, searchedInVain: true))
        #expect(guarded.task.state == .queued)
        #expect(guarded.permit?.state == .reserved)
    }

    @Test func aFailureThatDoesNotSayNotSentLeavesTheOutcomeUnknown() {
        var guarded = Self.granted()
        let permanent = FleetError("bad_answer", .permanent, "the answer was cut")
        _ = guarded.apply(.failed(Self.first, permanent, jitter: 0, notSent: false, searchedInVain: false))
        #expect(guarded.permit?.state == .unknown)
        #expect(guarded.task.state == .snoozed)
    }

    @Test func aCancelBeforeTheGrantReleasesTheBudget() {
        var guarded = GuardedTask(task: WorkTaskMachine(), permit: PermitMachine(state: .reserved))
        _ = guarded.apply(.of(.dispatched))
        #expect(guarded.apply(.of(.cancelRequested)).contains(.permit(.release)))
        #expect(guarded.task.state == .cancelled)
        #expect(guarded.apply(.of(.accepted(Self.first))) == [.task(.stop(Self.first, .fenced))])
    }

    @Test func aCancelWhileTheOutcomeIsUnknownGoesOnSearching() {
        var guarded = Self.granted()
        #expect(guarded.apply(.of(.cancelRequested)) == [.task(.stop(Self.first, .cancelled))])
        _ = guarded.apply(.of(.leaseExpired(Self.first)))
        #expect(guarded.task.state == .snoozed)
        _ = guarded.apply(.of(.timerFired))
        _ = guarded.apply(.of(.dispatched))
        _ = guarded.apply(.of(.accepted(Self.second)))
        #expect(guarded.apply(.of(.beaten(Self.second, hasNewCheckpoint: false))) == [.task(.renew(Self.second))])
        _ = guarded.apply(.of(.completed(Self.second)))
        #expect(guarded.permit?.state == .adopted)
    }

    @Test func aLostGrantIsAnsweredAgain() {
        var guarded = Self.granted()
        #expect(guarded.apply(.of(.accepted(Self.first))).contains(.permit(.grant(Self.first))))
    }

    @Test func aCancelThatWaitedForTheCallEndsTheTaskWhenNothingWasSent() {
        var guarded = Self.granted()
        _ = guarded.apply(.of(.leaseExpired(Self.first)))
        #expect(guarded.apply(.of(.cancelRequested)).isEmpty, "the search goes on")
        let actions = guarded.apply(.interrupted(Self.first, notSent: true))
        #expect(guarded.task.state == .cancelled)
        #expect(guarded.permit?.state == .released)
        #expect(actions.contains(.permit(.release)))
    }
}
