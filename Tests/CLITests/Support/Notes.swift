import CLI
import Synchronization

/// A console that remembers.
final class Notes: Console {
    private let printed = Mutex<[String]>([])
    private let noted = Mutex<[String]>([])
    let outputFault: String?

    init(outputFault: String? = nil) { self.outputFault = outputFault }

    var isTerminal: Bool { false }
    var output: String { printed.withLock { $0.joined(separator: "\n") } }
    var notes: String { noted.withLock { $0.joined(separator: "\n") } }

    func print(_ line: String) { printed.withLock { $0.append(line) } }
    func note(_ line: String) { noted.withLock { $0.append(line) } }
    func redraw(_ lines: [String]) {}
}
