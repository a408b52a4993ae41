/// Lines that wait for a beat: bounded, the oldest go first, and a line is kept until the beat that carries it is acknowledged.
struct LineBuffer: Sendable {
    private var lines: [String] = []
    /// The number of the first line that is held, counted from the start of the execution.
    private var first = 0
    private var dropped = 0
    private let capacity: Int

    init(capacity: Int = 200) { self.capacity = capacity }

    var isEmpty: Bool { lines.isEmpty }

    mutating func append(_ line: String) {
        lines.append(line)
        if lines.count > capacity {
            lines.removeFirst()
            first += 1
            dropped += 1
        }
    }

    /// The next lines for a beat, and the number after the last one.
    func peek(limit: Int) -> (lines: [String], end: Int) {
        var taken = Array(lines.prefix(limit))
        if dropped > 0, !taken.isEmpty { taken[0] = "(\(dropped) lines dropped) " + taken[0].prefix(400) }
        return (taken, first + min(limit, lines.count))
    }

    /// Forgets the lines before `end`.
    mutating func acknowledge(_ end: Int) {
        let count = min(max(end - first, 0), lines.count)
        guard count > 0 else { return }
        lines.removeFirst(count)
        first += count
        dropped = 0
    }
}
