import FleetCore

/// Comma-separated values as RFC 4180: a first record with the names of the columns, fields in double quotes may hold commas, line ends and
/// doubled quotes. A record with another number of fields than the first is invalid.
public struct CSVReader: RowReader {
    public let format = "csv"
    public let endings = ["csv"]
    public let cutting = SourceCutting.atRecords

    public init() {}

    public func parser(for part: SourcePart, limits: RowLimits) -> any RowParser { CSVParser(part, limits) }
}

/// Reads records byte by byte; a part begins with a record.
final class CSVParser: RowParser {
    private enum State { case fieldStart, plain, quoted, quoteInQuoted }

    let start: Int64
    private(set) var lines = 0
    /// The names of the columns, once the first record is read.
    private(set) var columns: [String]?
    private let to: Int64
    private let limit: Int
    private var state = State.fieldStart
    private var raw: [UInt8] = []
    private var field: [UInt8] = []
    private var fields: [[UInt8]] = []
    private var offset: Int64
    private var recordOffset: Int64
    private var recordLine = 1
    private var isTooLong = false
    private var isBroken = false

    init(_ part: SourcePart, _ limits: RowLimits) {
        start = part.from
        offset = part.from
        recordOffset = part.from
        to = part.to
        columns = part.columns
        limit = limits.rowBytes
    }

    func feed(_ piece: [UInt8], _ body: (ParsedRow) throws -> Void) throws -> Bool {
        for byte in piece {
            if raw.isEmpty, field.isEmpty, fields.isEmpty, state == .fieldStart, recordOffset >= to { return false }
            offset += 1
            if byte == 0x0A { lines += 1 }
            try take(byte, body)
        }
        return true
    }

    func finish(_ body: (ParsedRow) throws -> Void) throws {
        guard !raw.isEmpty, recordOffset < to else { return }
        lines += 1
        if state == .quoted { isBroken = true }
        try endRecord(body)
    }

    private func take(_ byte: UInt8, _ body: (ParsedRow) throws -> Void) throws {
        if state != .quoted, byte == 0x0A { return try endRecord(body) }
        if raw.count < limit { raw.append(byte) } else { isTooLong = true }
        switch (state, byte) {
        case (.fieldStart, UInt8(ascii: "\"")): state = .quoted
        case (.quoted, UInt8(ascii: "\"")): state = .quoteInQuoted
        case (.quoteInQuoted, UInt8(ascii: "\"")):
            keep(byte)
            state = .quoted
        case (.fieldStart, UInt8(ascii: ",")), (.plain, UInt8(ascii: ",")), (.quoteInQuoted, UInt8(ascii: ",")):
            fields.append(field)
            field = []
            state = .fieldStart
        case (.quoteInQuoted, 0x0D): break
        case (.quoteInQuoted, _):
            isBroken = true
            state = .plain
        case (.fieldStart, _), (.plain, _):
            keep(byte)
            state = .plain
        case (.quoted, _): keep(byte)
        }
    }

    private func keep(_ byte: UInt8) { if !isTooLong { field.append(byte) } }

    private func endRecord(_ body: (ParsedRow) throws -> Void) throws {
        defer { reset() }
        if state == .plain || (state == .fieldStart && !field.isEmpty), field.last == 0x0D { field.removeLast() }
        fields.append(field)
        guard raw.contains(where: { !$0.isSpace }) else { return }
        guard let columns else {
            var names = fields.map { String(decoding: $0, as: UTF8.self) }
            if names[0].hasPrefix("\u{FEFF}") { names[0].removeFirst() }
            // Of two columns of one name only one could be read, and nobody would see which.
            if let twice = Dictionary(grouping: names.filter { !$0.isEmpty }, by: { $0 }).filter({ $0.value.count > 1 }).keys.min() {
                throw FleetError(
                    "column_twice", .rejected, "the first record names the column '\(twice.prefix(64))' more than once",
                    hint: "give each column a name of its own")
            }
            return self.columns = names
        }
        try body(ParsedRow(line: recordLine, offset: recordOffset, raw: raw[...], content: content(columns)))
    }

    private func content(_ columns: [String]) -> RowContent {
        if isTooLong { return .invalid(.lineTooLong) }
        if isBroken || fields.count != columns.count { return .invalid(.invalidCSV) }
        var values: [String: String] = [:]
        for (name, bytes) in zip(columns, fields) {
            guard let text = String(validating: bytes, as: UTF8.self) else { return .invalid(.notUTF8) }
            values[name] = text
        }
        return .columns(values)
    }

    private func reset() {
        raw.removeAll(keepingCapacity: true)
        field = []
        fields = []
        state = .fieldStart
        isTooLong = false
        isBroken = false
        recordOffset = offset
        recordLine = lines + 1
    }
}
