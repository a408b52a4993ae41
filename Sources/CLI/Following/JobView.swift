import FleetCore
import JSON

/// A job as the coordinator's API shows it, put into a person's words.
struct JobView {
    private let job: JSONValue

    init(_ job: JSONValue) { self.job = job }

    var id: String { job["job_id"]?.string ?? "" }
    var name: String { job["name"]?.string ?? "" }
    var state: String { job["state"]?.string ?? "unknown" }
    var stage: String? { job["stage"]?.string }
    var created: String { job["created_at"]?.string ?? "" }
    var isTerminal: Bool { JobState(rawValue: state)?.isTerminal ?? false }
    var verdict: String? { job["result"]?["verdict"]?.string }

    var exitCode: Int32 { JobState(rawValue: state).map { ExitCode.of(state: $0, verdict: verdict) } ?? ExitCode.failed }

    /// A bar for each stage, in order.
    var bars: [String] { (job["stages"]?.array ?? []).map(bar) }

    private func bar(_ stage: JSONValue) -> String {
        let name = stage["stage"]?.string ?? ""
        let state = stage["state"]?.string ?? ""
        switch state {
        case "succeeded": return ProgressBar.line(stage: name, share: 1, note: "done")
        case "running": return ProgressBar.line(stage: name, share: share(stage), note: running(stage))
        default: return ProgressBar.line(stage: name, share: nil, note: state)
        }
    }

    /// Of one running task its own share, of several the tasks that are done and what the running ones have done.
    private func share(_ stage: JSONValue) -> Double? {
        let running = stage["progress"]?.array ?? []
        let shares = running.compactMap { progress -> Double? in
            guard let done = progress["done"]?.number, let total = progress["total"]?.number, total > 0 else { return nil }
            return min(1, done / total)
        }
        guard let tasks = stage["tasks"]?.integer, tasks > 0, let completed = stage["completed"]?.integer else { return shares.first }
        return (Double(completed) + shares.reduce(0, +)) / Double(tasks)
    }

    private func running(_ stage: JSONValue) -> String {
        let progress = stage["progress"]?[0]
        var parts: [String] = []
        if let tasks = stage["tasks"]?.integer, tasks > 1, let completed = stage["completed"]?.integer { parts.append("\(completed) of \(tasks) tasks") }
        if let message = progress?["message"]?.string { parts.append(message) }
        if let done = progress?["done"]?.number, let unit = progress?["unit"]?.string {
            parts.append("\(NumberText.whole(done))\(progress?["total"]?.number.map { " of " + NumberText.whole($0) } ?? "") \(unit)")
        }
        for member in (progress?["figures"]?.object?.members ?? []).sorted(by: { $0.key < $1.key }) where member.key.hasSuffix("loss") {
            parts.append("\(member.key.replacing("_", with: " ")) \(NumberText.fixed(member.value.number ?? 0))")
        }
        if let left = ProgressBar.remaining(progress?["remaining_seconds"]?.number) { parts.append(left) }
        return parts.isEmpty ? "running" : parts.joined(separator: ", ")
    }

    /// What it waits for and what frees it, or how it ended.
    var sentence: String {
        switch JobState(rawValue: state) {
        case .succeeded: return verdict == "gates_failed" ? "It succeeded, but its gates did not pass, so nothing was promoted." : "It succeeded."
        case .failed: return "It failed: \(fault)"
        case .rejected: return "It was rejected: \(fault)"
        case .cancelled: return "It was cancelled."
        default: break
        }
        if state == JobState.paused.rawValue { return "It was paused by somebody. What frees it: modelops jobs resume \(id)" }
        guard let reason = job["waiting"]?["reason"]?.string else {
            // The fleet knows more than the state: whether somebody works on it.
            if let why = job["why"]?.string, why.hasPrefix("It waits") { return why }
            return "It is \(state)\(stage.map { " in the stage \($0)" } ?? "") and waits for nothing."
        }
        return WaitingWords.sentence(reason: reason, frees: job["waiting"]?["frees"]?.string, until: job["waiting"]?["until"]?.string)
    }

    /// The same for programs.
    var explanation: JSONValue {
        [
            "job_id": .string(id), "state": .string(state), "stage": stage.map { .string($0) } ?? .null, "why": .string(sentence),
            "waiting": job["waiting"] ?? .null, "error": job["error"] ?? .null,
        ]
    }

    private var fault: String {
        let error = job["error"]
        var text = error?["message"]?.string ?? "no reason is known"
        if let path = error?["path"]?.string { text = "\(path): \(text)" }
        if let hint = error?["hint"]?.string { text += " (\(hint))" }
        return text
    }

    /// The whole of it, for `jobs show`.
    var lines: [String] {
        var lines = ["job        \(id)", "name       \(name)", "state      \(state)", "submitted  \(created)"]
        if let key = job["idempotency_key"]?.string { lines.append("key        \(key)") }
        lines += bars.map { "  \($0)" }
        lines.append(sentence)
        for model in job["result"]?["models"]?.array ?? [] { lines.append("model      \(model["ref"]?.string ?? "")") }
        return lines
    }
}
