import FleetCore
import FleetTesting
import Foundation
import Glibc

extension TestProcess {
    /// Whether it stands still after SIGSTOP.
    var isStopped: Bool {
        guard let text = try? String(contentsOfFile: "/proc/\(id)/stat", encoding: .utf8), let end = text.lastIndex(of: ")") else { return false }
        return text[text.index(after: end)...].hasPrefix(" T")
    }

    /// Waits until a failpoint has stopped it.
    func stands(within limit: Duration = .seconds(60)) async throws {
        try await SystemClock().withTimeout(limit, waitingFor: "\(name) to stand still") {
            while !self.isStopped {
                guard self.isRunning else { throw FleetError("ended_otherwise", .permanent, "\(self.name) ended: \(self.log.lines.suffix(3))") }
                try await SystemClock().sleep(for: .milliseconds(10))
            }
        }
    }

    func goOn() { signal(SIGCONT) }
}
