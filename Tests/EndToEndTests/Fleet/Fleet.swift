import FleetCore
import FleetTesting
import Foundation
import Glibc
import JSON
import Synchronization

/// A running fleet of real processes, in a folder of its own: in one process, or one process for each part.
final class Fleet: Sendable {
    let folder: String
    let brokers: String
    let artifacts: String
    let api: FleetAPI
    let status: TopicReader
    let events: TopicReader
    private let running: Mutex<[TestProcess]>

    init(folder: String, brokers: String, artifacts: String, api: FleetAPI, processes: [TestProcess]) throws {
        self.folder = folder
        self.brokers = brokers
        self.artifacts = artifacts
        self.api = api
        status = try TopicReader("modelops.jobs.status", brokers: brokers, folder: folder + "/status")
        events = try TopicReader("modelops.events", brokers: brokers, folder: folder + "/events")
        running = Mutex(processes + [status.process, events.process])
    }

    var processes: [TestProcess] { running.withLock { $0 } }

    func add(_ process: TestProcess) { running.withLock { $0.append(process) } }

    /// The newest process of that name.
    func process(_ name: String) throws -> TestProcess {
        guard let found = processes.last(where: { $0.name == name }) else { throw FleetError("process_missing", .permanent, "no \(name) runs") }
        return found
    }

    /// Runs `modelops` in the fleet's folder.
    func modelops(_ arguments: String..., within limit: Duration = .seconds(120)) async throws -> (end: TestProcess.End, output: String, log: String) {
        try await TestProcess.run("modelops", program: try Program.built("modelops"), arguments, folder: folder, within: limit)
    }

    /// Waits until the status topic says that the job with this key has ended; its last snapshot.
    func end(ofJob key: String, within limit: Duration = .seconds(600)) async throws -> JSONValue {
        try await status.first("the end of the job \(key)", within: limit) { message in
            message.body["idempotency_key"]?.string == key && message.body["terminal"]?.boolean == true
        }.body
    }

    /// Waits until the job with this key is in a stage, by the event topic.
    func reach(_ stage: String, _ state: String = "running", job id: String, within limit: Duration = .seconds(90)) async throws {
        _ = try await events.first("\(stage) \(state) of \(id)", within: limit) { message in
            message.body["job_id"]?.string == id && message.body["stage"]?.string == stage && message.body["state"]?.string == state
        }
    }

    /// Waits until the training of a job has kept a checkpoint, by the job's log.
    func trainingHasCheckpoint(job id: String) async throws {
        _ = try await api.until("a checkpoint of \(id)", "/v1/jobs/\(id)/logs?stage=train", within: .seconds(120)) { answer in
            (answer["lines"]?.array ?? []).first { $0["line"]?.string?.contains("checkpoint kept") == true }
        }
    }

    /// The id that the job with this key got.
    func job(_ key: String) async throws -> String {
        let message = try await status.first("the job \(key)", within: .seconds(60)) { message in
            message.body["idempotency_key"]?.string == key && message.body["job_id"]?.string != nil
        }
        return message.body["job_id"]?.string ?? ""
    }

    /// Ends every process, the youngest first.
    func endAll() async {
        for process in processes.reversed() { process.signal(SIGKILL) }
        for process in processes { _ = try? await process.end(within: .seconds(10)) }
    }

    /// The ends of the logs, for a person who looks for what went wrong.
    func showLogs() {
        ProcessSupervisor.shared.leaveFolder()
        var text = "the fleet's folder is \(folder)\n"
        for process in processes where process !== status.process && process !== events.process {
            text += "--- \(process.name) (\(process.isRunning ? "runs" : "ended"))\n" + process.log.lines.suffix(25).joined(separator: "\n") + "\n"
        }
        FileHandle.standardError.write(Data(text.utf8))
    }
}

/// Runs a test's body against a fleet; the fleet ends with it, and its logs are shown when it failed.
func withFleet(_ make: () async throws -> Fleet, _ body: (Fleet) async throws -> Void) async throws {
    let fleet = try await make()
    do {
        try await body(fleet)
    } catch {
        fleet.showLogs()
        await fleet.endAll()
        throw error
    }
    await fleet.endAll()
}
