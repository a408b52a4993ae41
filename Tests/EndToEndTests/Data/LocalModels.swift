import FleetCore
import FleetTesting
import Foundation

/// The Python environment for local models, and a base model small enough that training, quantising and serving it take seconds.
enum LocalModels {
    /// What `deploy/local-model/environment` made; nil where it was not run. `MODELOPS_LOCAL_MODEL` names another folder.
    static let environment: String? = {
        let given = ProcessInfo.processInfo.environment["MODELOPS_LOCAL_MODEL"]
        let folder = given ?? PackageFolder.path + "/.modelops/local-model"
        return FileManager.default.isExecutableFile(atPath: folder + "/venv/bin/python") ? folder : nil
    }()

    static var areThere: Bool { environment != nil }

    static let package = PackageFolder.path + "/deploy/local-model"

    /// A folder with the base model `tiny`, made once per run.
    static let baseModels = SharedResource { try await make() }

    private static let script = """
        import hashlib, json, pathlib, sys
        from tests import tiny_model
        from modelops_local.gguf_format.export_gguf import export_gguf
        home = pathlib.Path(sys.argv[1])
        tiny_model.write(home / "fp32")
        export_gguf(home / "fp32", home / "model.gguf", "f16", lambda done, of: None)
        digest = hashlib.sha256((home / "model.gguf").read_bytes()).hexdigest()
        description = {"name": "tiny", "gguf": "model.gguf", "folder": "fp32", "license": "apache-2.0", "sha256": digest}
        (home / "model.json").write_text(json.dumps(description))
        """

    private static func make() async throws -> String {
        guard let environment else { throw FleetError("environment_missing", .permanent, "there is no Python environment for local models") }
        let folder = try ProcessSupervisor.shared.makeFolder("base-models")
        let model = try ProcessSupervisor.shared.makeFolder("base-models/tiny")
        let made = try await TestProcess.run(
            "tiny-model", program: environment + "/venv/bin/python", ["-c", script, model], folder: try ProcessSupervisor.shared.makeFolder("making"),
            environment: ["PYTHONPATH": package, "PYTHONDONTWRITEBYTECODE": "1"], within: .seconds(120))
        guard made.end == .exited(0) else { throw FleetError("tiny_model", .permanent, "no tiny model was made: \(made.log)") }
        return folder
    }
}
