/// Cuts a stream of bytes into lines of bounded length.
struct LineSplitter {
    private let maximumBytes: Int
    private var pending: [UInt8] = []
    /// The rest of an overlong line, up to its end, is dropped.
    private var isDropping = false

    init(maximumBytes: Int) { self.maximumBytes = max(1, maximumBytes) }

    /// Lines that are complete now.
    mutating func feed(_ bytes: ArraySlice<UInt8>) -> [(text: String, isTruncated: Bool)] {
        var lines: [(text: String, isTruncated: Bool)] = []
        var rest = bytes
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            lines += add(rest[..<end])
            if !isDropping { lines.append((take(), false)) }
            isDropping = false
            rest = rest[(end + 1)...]
        }
        lines += add(rest)
        return lines
    }

    /// The last line, where the stream did not end with a line end.
    mutating func finish() -> (text: String, isTruncated: Bool)? { pending.isEmpty ? nil : (take(), false) }

    /// Gives the beginning of a line as soon as it is too long.
    private mutating func add(_ part: ArraySlice<UInt8>) -> [(text: String, isTruncated: Bool)] {
        guard !isDropping else { return [] }
        let room = maximumBytes - pending.count
        pending += part.prefix(room)
        guard part.count > room else { return [] }
        isDropping = true
        return [(take(), true)]
    }

    private mutating func take() -> String {
        if pending.last == UInt8(ascii: "\r") { pending.removeLast() }
        defer { pending.removeAll(keepingCapacity: true) }
        return String(decoding: pending, as: UTF8.self)
    }
}
