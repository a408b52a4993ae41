import FleetCore
import Foundation

/// How much of the machine's processors is used, by whomever: our processes, the broker, the database, the test itself.
struct MachineUse {
    private let busy: Double
    private let all: Double

    /// The counts since the machine was started.
    static func now() throws -> MachineUse {
        let text = try String(contentsOfFile: "/proc/stat", encoding: .utf8)
        // user, nice, system, idle, waiting for a disk, interrupts (2), stolen; guests are in the first two already.
        let ticks = (text.split(separator: "\n").first ?? "").split(separator: " ").dropFirst().prefix(8).compactMap { Double($0) }
        guard ticks.count == 8 else { throw FleetError("no_figures", .permanent, "/proc/stat begins with \(text.prefix(80))") }
        let all = ticks.reduce(0, +)
        return MachineUse(busy: all - ticks[3] - ticks[4], all: all)
    }

    /// Percent of all processors from `earlier` until this.
    func percent(since earlier: MachineUse) -> Double {
        all > earlier.all ? 100 * (busy - earlier.busy) / (all - earlier.all) : 0
    }
}
