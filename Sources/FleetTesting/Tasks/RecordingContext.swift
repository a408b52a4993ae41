import FleetCore
import Foundation
import JSON
import Messaging
import ObjectStorage
import Synchronization
import Telemetry
import WorkerKit

/// The context of one execution in a test: artifacts in memory, a scratch folder of its own, and a record of what was said.
public final class RecordingContext: TaskContext {
    public struct Record: Sendable {
        public var progress: [FleetCore.Progress] = []
        public var lines: [String] = []
        public var checkpoints: [JSONValue] = []
    }

    public let clock: any FleetClock
    public let identifiers: IdentifierSource
    public let logger = Logger(label: "test", sink: SilentLogSink())
    public let artifacts: any ObjectStore
    public let artifactPrefix: String
    /// The scratch folder, which is there from the beginning.
    public let folder: String
    public let drain = Signal()

    private let record = Mutex(Record())
    private let answer: Result<PermitDemand.Mode, FleetError>

    /// - Parameters:
    ///   - execution: stands in the artifact prefix; two executions of one test differ in it.
    ///   - permit: what `permit()` answers.
    public init(
        artifacts: any ObjectStore, clock: any FleetClock, execution: String = "1-exec_a",
        permit: Result<PermitDemand.Mode, FleetError> = .failure(FleetError("no_permit", .interrupted, "the test grants no permit"))
    ) throws {
        self.artifacts = artifacts
        self.clock = clock
        identifiers = IdentifierSource(clock: clock, random: SeededRandom(seed: 1))
        artifactPrefix = "jobs/job_1/task_1/\(execution)/"
        answer = permit
        let template = FileManager.default.temporaryDirectory.path + "/modelops-test-XXXXXX"
        var name = Array(template.utf8CString)
        guard mkdtemp(&name) != nil else { throw FleetError("local_file", .transient, "no scratch folder could be made") }
        folder = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// What was said up to now.
    public var recorded: Record { record.withLock { $0 } }

    public func scratchDirectory() async throws -> String { folder }
    public func report(_ progress: FleetCore.Progress) { record.withLock { $0.progress.append(progress) } }
    public func log(_ line: String) { record.withLock { $0.lines.append(line) } }
    public func checkpoint(_ checkpoint: JSONValue) async throws { record.withLock { $0.checkpoints.append(checkpoint) } }
    public func permit() async throws -> PermitDemand.Mode { try answer.get() }
}
