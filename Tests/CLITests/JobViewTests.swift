import FleetCore
import JSON
import Testing

@testable import CLI

@Suite("Why a job waits or how it ended is told to people and to programs")
struct JobViewTests {
    @Test func aFailedJobSaysWhy() {
        let view = JobView(["job_id": "job_1", "state": "failed", "waiting": .null, "error": ["code": "x", "message": "the trainer died"]])
        #expect(view.sentence == "It failed: the trainer died")
        #expect(view.explanation["state"] == "failed" && view.explanation["error"]?["message"] == "the trainer died")
        #expect(view.explanation["why"] == .string(view.sentence))
    }

    @Test func aPausedJobSaysHowItGoesOn() {
        let view = JobView(["job_id": "job_1", "state": "paused", "waiting": .null])
        #expect(view.sentence.contains("modelops jobs resume job_1") && !view.sentence.contains("nothing"))
        #expect(view.explanation["why"] == .string(view.sentence))
    }

    @Test(arguments: ["budget", "no_worker", "no_matching_worker", "retry", "rate_limited", "broker_unreachable", "busy", "new_reason"])
    func aWaitingJobSaysItInWords(reason: String) {
        let view = JobView(["job_id": "job_1", "state": "waiting", "waiting": ["reason": .string(reason), "frees": "a worker"]])
        #expect(!view.sentence.contains("_") && view.sentence.contains("What frees it: a worker."))
        #expect(view.explanation["waiting"]?["reason"] == .string(reason))
    }
}
