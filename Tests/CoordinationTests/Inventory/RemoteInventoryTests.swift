import FleetCore
import Testing

@testable import Coordination

/// What an inventory decides about one object, for every state of its permit and job.
struct RemoteInventoryTests {
    private let object = RemoteObject(id: "ft-1", intent: IntentKey("task_1-1"), state: "running")

    private static let began = Timestamp(milliseconds: 1_000_000)

    private func verdict(_ permit: PermitState, remoteID: String? = nil, job: JobState = .running) -> RemoteInventory.Verdict {
        RemoteInventory.verdict(
            on: object, RemoteInventory.Known(permit: permit, remoteID: remoteID, job: job), reignBegan: Self.began)
    }

    private func retires(_ verdict: RemoteInventory.Verdict) -> Bool { if case .retire = verdict { true } else { false } }

    @Test func whatNoPermitKnowsIsRetiredWhereThisReignWouldKnow() {
        func verdict(_ createdAt: Int64?) -> RemoteInventory.Verdict {
            RemoteInventory.verdict(
                on: RemoteObject(id: "ft-1", intent: nil, state: "running", createdAt: createdAt), nil, reignBegan: Self.began)
        }
        #expect(retires(verdict(1001)))
        // A store that was brought back from a copy must not end what was made since.
        #expect(verdict(999) == .ask)
        #expect(verdict(nil) == .ask)
    }

    @Test(arguments: JobState.allCases) func whatIsStillSearchedForIsKept(_ job: JobState) {
        for permit in [PermitState.none, .reserved, .granted, .unknown] { #expect(verdict(permit, job: job) == .keep, "\(permit)") }
    }

    @Test(arguments: [PermitState.settled, .adopted]) func theOneThatCountsIsKeptAndAnyOtherRetired(_ permit: PermitState) {
        for job in JobState.allCases where job != .cancelled {
            #expect(verdict(permit, remoteID: "ft-1", job: job) == .keep, "\(job)")
            #expect(retires(verdict(permit, remoteID: "ft-2", job: job)), "\(job)")
        }
        #expect(verdict(permit, remoteID: nil) == .keep)
    }

    @Test(arguments: [PermitState.settled, .adopted, .needsReview]) func whatACancelledJobLeftIsRetired(_ permit: PermitState) {
        #expect(retires(verdict(permit, remoteID: "ft-1", job: .cancelled)))
    }

    @Test func aPersonDecidesAboutWhatIsInReview() {
        for job in JobState.allCases where job != .cancelled { #expect(verdict(.needsReview, job: job) == .ask, "\(job)") }
    }

    @Test func whatWasSaidNotToBeThereIsRetired() { #expect(retires(verdict(.released, job: .failed))) }
}
