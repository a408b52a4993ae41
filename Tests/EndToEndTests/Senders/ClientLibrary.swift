import FleetCore
import FleetTesting
import Foundation
import JSON

/// The examples of the documentation, each over its language's own Kafka client: they submit a job and follow it to its end.
enum ClientLibrary: String, CaseIterable {
    case python, java

    private static let examples = PackageFolder.path + "/deploy/examples"

    /// The Python that has `confluent-kafka`: of the tests' own environment, which `deploy/test` makes.
    private static let interpreter: String? = {
        let path = PackageFolder.path + "/.modelops/test-clients/venv/bin/python"
        return FileManager.default.isExecutableFile(atPath: path) ? path : nil
    }()

    /// The folder with Kafka's own Java libraries.
    private static let javaLibraries: String? = RealKafka.folder.flatMap { folder in
        [folder + "/libs/4.3", folder + "/libs"].first { path in
            let files = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
            return files.contains { $0.hasPrefix("kafka-clients-") && $0.hasSuffix(".jar") }
        }
    }

    var isThere: Bool {
        switch self {
        case .python: Self.interpreter != nil
        // The example is one source file: it is compiled as it starts.
        case .java: Self.javaLibraries != nil && Program.installed("java") != nil && Program.installed("javac") != nil
        }
    }

    /// Submits and waits for the end.
    /// - Returns: the exit code, which means the same as that of `modelops submit --wait`.
    func submit(_ document: JSONValue, to fleet: Fleet, within limit: Duration = .seconds(600)) async throws -> (end: TestProcess.End, output: String) {
        let folder = "\(fleet.folder)/\(rawValue)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let file = folder + "/job.json"
        try Data(JobText.text(document).utf8).write(to: URL(fileURLWithPath: file))
        let words = [fleet.brokers, file, "modelops.jobs.status", "540"]
        let (program, arguments): (String?, [String]) =
            switch self {
            case .python: (Self.interpreter, [Self.examples + "/submit.py"] + words)
            case .java: (Program.installed("java"), ["-cp", "\(Self.javaLibraries ?? "")/*", Self.examples + "/Submit.java"] + words)
            }
        guard let program else { throw FleetError("client_missing", .permanent, "there is no \(rawValue) client here") }
        let run = try await TestProcess.run(rawValue, program: program, arguments, folder: folder, within: limit)
        return (run.end, run.output + "\n" + run.log)
    }
}
