import FleetCore
import Glibc
import Synchronization

/// What a command says: results to standard output, the rest to standard error.
public protocol Console: Sendable {
    /// A line of the result.
    func print(_ line: String)

    /// A line beside the result: progress, hints, errors.
    func note(_ line: String)

    /// Replaces the lines drawn before by these, where the output is a terminal; else says nothing.
    func redraw(_ lines: [String])

    var isTerminal: Bool { get }

    /// Why a line of the result could not be written; nil where all were.
    var outputFault: String? { get }
}

extension Console {
    public var outputFault: String? { nil }
}

/// The process's own terminal or pipes.
public final class ProcessConsole: Console {
    // Written by `redraw` only, which one command calls from one task.
    private nonisolated(unsafe) var drawn = 0

    private let fault = Mutex<Int32>(0)

    public init() {}

    public var outputFault: String? {
        let code = fault.withLock { $0 }
        return code == 0 ? nil : String(cString: strerror(code))
    }

    public var isTerminal: Bool { isatty(1) == 1 && isatty(2) == 1 }

    // What a command shows may come from anybody: names, rows, answers of a provider.
    public func print(_ line: String) {
        let code = Self.write(1, line.printable(keepsLines: true) + "\n")
        // A reader that has seen enough, such as `head`, is no fault.
        if code != 0, code != EPIPE { fault.withLock { $0 = code } }
    }

    public func note(_ line: String) { _ = Self.write(2, line.printable(keepsLines: true) + "\n") }

    public func redraw(_ lines: [String]) {
        guard isTerminal else { return }
        let up = drawn > 0 ? "\u{1B}[\(drawn)A" : ""
        _ = Self.write(2, up + lines.map { "\u{1B}[2K\($0.printable())\n" }.joined())
        drawn = lines.count
    }

    /// - Returns: the error's number; 0 when all was written.
    private static func write(_ descriptor: Int32, _ text: String) -> Int32 {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if written < 0, errno == EINTR { continue }
            if written <= 0 { return written < 0 ? errno : EIO }
            rest = rest.dropFirst(written)
        }
        return 0
    }
}
