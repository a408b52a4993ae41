import FleetCore
import JSON

/// I4: what an output names is there, whole, and was written by the execution that counted.
extension Checker {
    mutating func checkObjects() {
        let objects = Dictionary(ledgers.objects.map { ($0.key, $0) }, uniquingKeysWith: { $1 })
        var counted: Set<String> = []
        for attempt in store["attempts"] where attempt.text("outcome") == "completed" {
            counted.insert("\(attempt.text("task_id"))/\(attempt.number("number"))-\(attempt.text("execution"))")
        }
        var named: [(owner: String, reference: ArtifactReference)] = []
        for task in store["tasks"] where task.text("state") == "completed" {
            named += Self.references(in: task.parsed("output")).map { (task.text("id"), $0) }
        }
        for stage in store["stages"] {
            named += Self.references(in: stage.parsed("output")).map { ("\(stage.text("job_id")) \(stage.text("stage"))", $0) }
        }
        for job in store["jobs"] { named += Self.references(in: job.parsed("result")).map { (job.text("id"), $0) } }
        for (owner, reference) in named {
            check(reference, of: owner, in: objects)
            let parts = reference.key.split(separator: "/", maxSplits: 4)
            guard parts.count == 5, parts[0] == "jobs" else { continue }
            verdict.expect(
                counted.contains("\(parts[2])/\(parts[3])"), .artifacts, "orphan_visible",
                "\(owner) names \(reference.key), whose execution did not count")
        }
        for object in ledgers.objects {
            for reference in object.references { check(reference, of: object.key, in: objects) }
        }
        for (name, same) in Dictionary(grouping: ledgers.objects.filter { $0.name != nil }, by: { $0.name ?? "" }).sorted(by: { $0.key < $1.key }) {
            verdict.expect(
                Set(same.map(\.sha256)).count == 1, .artifacts, "bytes_differ", "\(name) has other bytes in another run: \(same.map(\.key))")
        }
    }

    private mutating func check(_ reference: ArtifactReference, of owner: String, in objects: [String: ObjectEntry]) {
        guard let object = objects[reference.key] else {
            return verdict.expect(false, .artifacts, "object_missing", "\(owner) names \(reference.key), which is not there")
        }
        verdict.expect(
            object.sha256 == reference.sha256 && object.bytes == reference.bytes, .artifacts, "digest_differs",
            "\(owner) names \(reference.key) with \(reference.sha256.prefix(12)) of \(reference.bytes) bytes, it is \(object.sha256.prefix(12)) of \(object.bytes)"
        )
    }

    /// All references anywhere in a value.
    static func references(in value: JSONValue?) -> [ArtifactReference] {
        switch value {
        case .array(let elements): return elements.flatMap { references(in: $0) }
        case .object(let object):
            if let key = object["key"]?.string, let sha256 = object["sha256"]?.string, let bytes = object["bytes"]?.integer {
                return [ArtifactReference(key: key, sha256: sha256, bytes: bytes)]
            }
            return object.flatMap { references(in: $0.value) }
        default: return []
        }
    }
}
