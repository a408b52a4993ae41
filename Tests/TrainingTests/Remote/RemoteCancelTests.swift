import FleetCore
import FleetTesting
import JSON
import Providers
import Testing
@testable import Training
import WorkerKit

@Suite struct RemoteCancelTests {
    private func cancel(_ bench: RemoteBench, _ job: String, in context: RecordingContext) async throws -> TrainCancelOutput? {
        let outcome = try await bench.worker().run(try await bench.task("cancel", handles: ["job": job], checkpoint: nil), in: context)
        guard case .completed(let output, _) = outcome else { return nil }
        return try output.decode(TrainCancelOutput.self)
    }

    @Test func theRemoteJobIsEnded() async throws {
        let bench = RemoteBench()
        let job = try await bench.running()
        #expect(try await cancel(bench, job, in: try bench.context())?.remoteState == "cancelled")
    }

    @Test func oneThatHasEndedIsNoErrorAndToldAsWhatItIs() async throws {
        let bench = RemoteBench()
        let job = try await bench.running()
        bench.provider.set(job, status: "succeeded", model: "ft:gpt-base:m:1")
        #expect(try await cancel(bench, job, in: try bench.context())?.remoteState == "succeeded")
    }
}
