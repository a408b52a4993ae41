import FleetCore
import Synchronization

/// What happened, as a running digest: equal digests mean equal histories. On demand the lines are kept as well.
public final class SimulationTrace: Sendable {
    private struct State {
        var digest: UInt64 = 0xCBF2_9CE4_8422_2325
        var lines: [String] = []
        var count = 0
    }

    private let state = Mutex(State())
    /// The newest lines kept; 0 keeps none.
    private let kept: Int

    public init(keeping kept: Int = 0) { self.kept = kept }

    /// The digest of everything so far, 16 hexadecimal digits.
    public var digest: String {
        let text = String(state.withLock { $0.digest }, radix: 16)
        return String(repeating: "0", count: 16 - text.count) + text
    }

    public var lines: [String] { state.withLock { $0.lines } }
    public var keepsLines: Bool { kept > 0 }

    func step(_ index: Int, _ count: Int, _ node: Int) {
        state.withLock { state in
            Self.mix(UInt64(index), &state.digest)
            Self.mix(UInt64(count), &state.digest)
            Self.mix(UInt64(node), &state.digest)
        }
    }

    /// Notes an event.
    public func note(_ text: @autoclosure () -> String, at moment: Duration) {
        let line = text()
        state.withLock { state in
            Self.mix(UInt64(bitPattern: moment.inNanoseconds), &state.digest)
            for byte in line.utf8 { Self.mix(UInt64(byte), &state.digest) }
            guard kept > 0 else { return }
            state.count += 1
            if state.lines.count >= kept { state.lines.removeFirst(kept / 4 + 1) }
            state.lines.append("\(moment.inSeconds) \(line)")
        }
    }

    /// FNV-1a, a word at a time.
    private static func mix(_ value: UInt64, _ digest: inout UInt64) { digest = (digest ^ value) &* 0x100_0000_01B3 }
}
