import FleetCore
import FleetTesting
import Foundation
import JSON

/// Submits as a shell script does: one message, by `kcat`.
enum Kcat {
    static var isThere: Bool { Program.installed("kcat") != nil }

    static func submit(_ document: JSONValue, to fleet: Fleet) async throws { try await send(JobText.text(document), to: fleet) }

    /// Sends any bytes as one message of the job topic.
    static func send(_ text: String, to fleet: Fleet, topic: String = "modelops.jobs") async throws {
        guard let kcat = Program.installed("kcat") else { throw FleetError("kcat_missing", .permanent, "kcat is not installed") }
        let folder = fleet.folder + "/kcat"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let file = folder + "/message.json"
        try Data(text.utf8).write(to: URL(fileURLWithPath: file))
        let sent = try await TestProcess.run("kcat", program: kcat, ["-P", "-b", fleet.brokers, "-t", topic, file], folder: folder)
        guard sent.end == .exited(0) else { throw FleetError("not_sent", .permanent, "kcat: \(sent.log)") }
    }
}
