import FleetCore
import FleetTesting
import Foundation
import Glibc

/// What our processes cost, as the system counts it.
extension FaultFleet {
    /// Our processes that run.
    var ours: [TestProcess] { processes.filter(\.isRunning) }

    /// Processor time of all of them so far.
    func processorSeconds() throws -> Double {
        let ticks = Double(sysconf(Int32(_SC_CLK_TCK)))
        return try ours.reduce(0) { sum, process in
            let text = try String(contentsOfFile: "/proc/\(process.id)/stat", encoding: .utf8)
            let fields = text[(text.lastIndex(of: ")") ?? text.startIndex)...].split(separator: " ")
            // After the name: state is 1, user and system time are 12 and 13.
            guard fields.count > 13, let user = Double(fields[12]), let system = Double(fields[13]) else { return sum }
            return sum + (user + system) / ticks
        }
    }

    /// Resident megabytes of a process.
    static func residentMegabytes(_ process: TestProcess) -> Double {
        guard let text = try? String(contentsOfFile: "/proc/\(process.id)/statm", encoding: .utf8), let pages = text.split(separator: " ").dropFirst().first
        else { return 0 }
        return (Double(pages) ?? 0) * Double(sysconf(Int32(_SC_PAGESIZE))) / 1_048_576
    }

    /// The most megabytes that this test, with its judge, had resident so far.
    static func peakMegabytes() throws -> Double {
        let text = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = text.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        guard let kilobytes = line?.split(separator: " ").dropLast().last.flatMap({ Double($0) }) else {
            throw FleetError("no_figures", .permanent, "/proc/self/status does not say VmHWM")
        }
        return kilobytes / 1024
    }

    /// Open descriptors of a process.
    static func descriptors(_ process: TestProcess) -> Double {
        Double((try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process.id)/fd"))?.count ?? 0)
    }
}
