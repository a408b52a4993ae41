import Testing

@testable import Subprocesses

@Suite struct LineSplitterTests {
    private func lines(_ pieces: [String], maximum: Int = 8) -> [String] {
        var splitter = LineSplitter(maximumBytes: maximum)
        var lines: [String] = []
        for piece in pieces { lines += splitter.feed(Array(piece.utf8)[...]).map { $0.text + ($0.isTruncated ? "|" : "") } }
        if let last = splitter.finish() { lines.append(last.text) }
        return lines
    }

    @Test func joinsPiecesAndSplitsLines() {
        #expect(lines(["a\nb", "c\r\n", "\n", "end"]) == ["a", "bc", "", "end"])
        #expect(lines([]) == [])
        #expect(lines(["12345678\n"]) == ["12345678"])
    }

    @Test func cutsLongLinesOnceAndGoesOnAfterThem() {
        #expect(lines(["123456789\nok\n"]) == ["12345678|", "ok"])
        #expect(lines(["12345678", "9", "0123456789", "x\nok"]) == ["12345678|", "ok"])
    }

    @Test func bytesThatAreNotTextAreReplaced() {
        var splitter = LineSplitter(maximumBytes: 100)
        #expect(splitter.feed([0xFF, 0x41, 0x0A]).first?.text == "\u{FFFD}A")
    }
}
