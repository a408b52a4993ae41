/// Cuts pieces into lines.
struct LineCutter {
    private var rest: [UInt8] = []

    /// The whole lines that the piece completes.
    mutating func take(_ piece: [UInt8]) -> [ArraySlice<UInt8>] {
        rest += piece
        var lines: [ArraySlice<UInt8>] = []
        var start = 0
        while let end = rest[start...].firstIndex(of: 0x0A) {
            lines.append(rest[start..<end])
            start = end + 1
        }
        rest = Array(rest[start...])
        return lines
    }
}
