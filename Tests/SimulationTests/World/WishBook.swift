import FleetCore
import JSON
import Synchronization
import WorkerKit

/// Which wish a task belongs to. The first tasks of a job name its key in their input; the later ones are known by their job.
final class WishBook: Sendable {
    private let wishes: [JobScript]
    private let known = Mutex<[JobID: Int]>([:])

    init(_ wishes: [JobScript]) { self.wishes = wishes }

    func wish(of task: TaskAssignment) -> JobScript? {
        if let number = known.withLock({ $0[task.job] }) { return wishes[number] }
        let text = JSONWriter.compact.text(task.input)
        guard let number = wishes.firstIndex(where: { text.contains("\($0.key).jsonl") || text.contains("job-\($0.key)\"") }) else { return nil }
        known.withLock { $0[task.job] = number }
        return wishes[number]
    }

    /// Where something happens while an inventory is taken, which belongs to nobody.
    var first: JobScript? { wishes.first }
}
