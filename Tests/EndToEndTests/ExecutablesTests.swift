import FleetCore
import FleetTesting
import Foundation
import JSON
import Testing

extension EndToEnd {
    @Suite("Each executable by itself")
    struct ExecutablesTests {
        @Test(
            "A worker that finds no broker says so, goes on trying, and ends well when it is asked to",
            arguments: SeparateFleet.workerKinds)
        func aWorkerWaitsForItsBroker(kind: String) async throws {
            let folder = try ProcessSupervisor.shared.makeFolder("alone-\(kind)")
            // Nobody listens on the discard port.
            let worker = try TestProcess(kind, program: try Program.built(kind), ["--kafka-brokers", "127.0.0.1:9"], folder: folder)
            let said: String? = try await worker.log.first("that there is no broker", within: .seconds(60)) { line in
                guard let entry = try? JSONReader.parse(Array(line.utf8)), entry["message"]?.string == "the broker is not ready" else { return nil }
                return entry["code"]?.string
            }
            #expect(said != nil)
            #expect(worker.isRunning)
            #expect(try await worker.stop() == .exited(0), "\(worker.log.text)")
        }
    }
}
