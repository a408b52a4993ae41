import FleetCore
import Persistence

/// Job rows as a change knows them, with parts that can be undone by themselves.
struct ChangedJobs {
    /// The whole, and behind it the open parts, the innermost last. A row that is nil there is to be read again.
    private var layers: [[JobID: JobRow?]] = [[:]]

    subscript(id: JobID) -> JobRow? {
        get {
            for layer in layers.reversed() { if let entry = layer[id] { return entry } }
            return nil
        }
        set { layers[layers.count - 1][id] = .some(newValue) }
    }

    mutating func beginPart() { layers.append([:]) }

    /// What the innermost part knows is what the rest knows from now on.
    mutating func endPart() {
        let part = layers.removeLast()
        for (id, row) in part { layers[layers.count - 1][id] = .some(row) }
    }

    mutating func undoPart() { layers.removeLast() }
}
