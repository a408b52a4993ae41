import FleetCore
import JSON

/// One JSON object a line. Empty lines are skipped, a carriage return before the line feed is left out.
public struct JSONLinesReader: RowReader {
    public let format = "jsonl"
    public let endings = ["jsonl", "ndjson"]
    public let cutting = SourceCutting.anywhere

    public init() {}

    public func parser(for part: SourcePart, limits: RowLimits) -> any RowParser { JSONLinesParser(part, limits) }
}

/// Cuts pieces into lines; a part that does not begin the source reads one byte more at the front, to see whether a line begins there.
final class JSONLinesParser: RowParser {
    let start: Int64
    private(set) var lines = 0
    private let part: SourcePart
    private let limit: Int
    private let tape: JSONTape
    /// The beginning of a line whose end is not there yet.
    private var pending: [UInt8] = []
    private var isTooLong = false
    /// True while the rest of a line is passed over that belongs to the part before.
    private var isForeign: Bool
    private var lineStart: Int64
    /// The byte of the source behind the pieces so far.
    private var consumed: Int64

    init(_ part: SourcePart, _ limits: RowLimits) {
        self.part = part
        limit = limits.rowBytes
        start = max(0, part.from - 1)
        isForeign = part.from > 0
        lineStart = start
        consumed = start
        tape = JSONTape(limits: JSONLimits(maximumBytes: limits.rowBytes, maximumDepth: 64))
    }

    func feed(_ piece: [UInt8], _ body: (ParsedRow) throws -> Void) throws -> Bool {
        var position = 0
        while position < piece.count {
            let end = piece[position...].firstIndex(of: 0x0A)
            let stop = end ?? piece.count
            if !isForeign, lineStart >= part.to { return false }
            if end != nil, pending.isEmpty, !isTooLong, stop - position <= limit {
                if !isForeign { try emit(piece[position..<stop], body) }
            } else {
                keep(piece[position..<stop])
                if end != nil { try emitPending(body) }
            }
            guard end != nil else { break }
            isForeign = false
            position = stop + 1
            lineStart = consumed + Int64(position)
        }
        consumed += Int64(piece.count)
        return true
    }

    private func keep(_ bytes: ArraySlice<UInt8>) {
        if !isForeign {
            let room = limit - pending.count
            if bytes.count > room { isTooLong = true }
            pending += bytes.prefix(max(0, room))
        }
    }

    private func emitPending(_ body: (ParsedRow) throws -> Void) throws {
        if !isForeign { try emit(pending[...], body) }
        pending.removeAll(keepingCapacity: true)
        isTooLong = false
    }

    private func emit(_ line: ArraySlice<UInt8>, _ body: (ParsedRow) throws -> Void) throws {
        lines += 1
        var line = line
        if line.last == 0x0D { line = line.dropLast() }
        if lineStart == 0, line.starts(with: [0xEF, 0xBB, 0xBF]) { line = line.dropFirst(3) }
        guard !line.allSatisfy(\.isSpace) else { return }
        try body(ParsedRow(line: lines, offset: lineStart, raw: line, content: content(line)))
    }

    private func content(_ line: ArraySlice<UInt8>) -> RowContent {
        if isTooLong { return .invalid(.lineTooLong) }
        do {
            return .json(try tape.parse(line))
        } catch let error as FleetError {
            return .invalid(error.code == "json_not_utf8" ? .notUTF8 : .invalidJSON)
        } catch {
            return .invalid(.invalidJSON)
        }
    }

    func finish(_ body: (ParsedRow) throws -> Void) throws {
        guard !isForeign, lineStart < part.to, !pending.isEmpty else { return }
        try emitPending(body)
    }
}
