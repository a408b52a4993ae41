import FleetCore
import Testing

@testable import Coordination

/// What an inventory decides about one object, for every state of its permit and job.
struct RemoteInventoryTests {
    private let object = RemoteObject(id: "ft-1", intent: IntentKey("task_1-1"), state: "running")

    private func verdict(_ permit: PermitState, remoteID: String? = nil, job: JobState = .running) -> RemoteInventory.Verdict {
        RemoteInventory.verdict(on: object, RemoteInventory.Known(permit: permit, remoteID: remoteID, job: job))
    }

    private func retires(_ verdict: RemoteInventory.Verdict) -> Bool { if case .retire = verdict { true } else { false } }

    @Test func whatNoPermitKnowsIsRetired() { #expect(retires(RemoteInventory.verdict(on: object, nil))) }

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
