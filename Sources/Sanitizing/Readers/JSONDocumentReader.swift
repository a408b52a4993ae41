import FleetCore
import JSON

/// One JSON document: an array of objects, or a single object. The elements are read one by one, so the array may be of any length.
public struct JSONDocumentReader: RowReader {
    public let format = "json"
    public let endings = ["json"]
    public let cutting = SourceCutting.nowhere

    public init() {}

    public func parser(for part: SourcePart, limits: RowLimits) -> any RowParser { JSONDocumentParser(limits) }
}

/// Finds the elements by counting brackets outside strings; each is then parsed strictly.
final class JSONDocumentParser: RowParser {
    let start: Int64 = 0
    private(set) var lines = 1
    private let limit: Int
    private let tape: JSONTape
    private var element: [UInt8] = []
    private var elementLine = 1
    private var elementOffset: Int64 = 0
    private var offset: Int64 = 0
    private var depth = 0
    private var isInArray = false
    private var isInString = false
    private var isEscaped = false
    private var isTooLong = false
    private var isOver = false
    private var isBroken = false

    init(_ limits: RowLimits) {
        limit = limits.rowBytes
        tape = JSONTape(limits: JSONLimits(maximumBytes: limits.rowBytes, maximumDepth: 64))
    }

    func feed(_ piece: [UInt8], _ body: (ParsedRow) throws -> Void) throws -> Bool {
        for byte in piece {
            try take(byte, body)
            offset += 1
            if isBroken { return false }
        }
        return true
    }

    func finish(_ body: (ParsedRow) throws -> Void) throws {
        if !isBroken, !isOver || !element.isEmpty { try broken(body) }
    }

    private func take(_ byte: UInt8, _ body: (ParsedRow) throws -> Void) throws {
        if byte == 0x0A { lines += 1 }
        if isInString {
            keep(byte)
            if isEscaped {
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else if byte == UInt8(ascii: "\"") {
                isInString = false
            }
            return
        }
        if element.isEmpty {
            if byte.isSpace || (offset < 3 && [0xEF, 0xBB, 0xBF][Int(offset)] == byte) { return }
            if isOver { return try broken(body) }
            if depth == 0, !isInArray, byte == UInt8(ascii: "[") {
                isInArray = true
                return
            }
            if isInArray, byte == UInt8(ascii: "]") {
                isOver = true
                return
            }
            if isInArray, byte == UInt8(ascii: ",") { return }
            elementLine = lines
            elementOffset = offset
        }
        switch byte {
        case UInt8(ascii: "\""): isInString = true
        case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
        case UInt8(ascii: "}"), UInt8(ascii: "]"):
            if depth == 0 {
                try emit(body)
                isOver = true
                return
            }
            depth -= 1
        case UInt8(ascii: ",") where depth == 0: return try emit(body)
        default: break
        }
        keep(byte)
        if depth == 0, byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]") {
            try emit(body)
            if !isInArray { isOver = true }
        }
    }

    private func keep(_ byte: UInt8) {
        if element.count < limit { element.append(byte) } else { isTooLong = true }
    }

    private func emit(_ body: (ParsedRow) throws -> Void) throws {
        defer {
            element.removeAll(keepingCapacity: true)
            isTooLong = false
        }
        guard !element.isEmpty else { return }
        try body(ParsedRow(line: elementLine, offset: elementOffset, raw: element[...], content: content()))
    }

    private func content() -> RowContent {
        if isTooLong { return .invalid(.lineTooLong) }
        do {
            return .json(try tape.parse(element))
        } catch let error as FleetError {
            return .invalid(error.code == "json_not_utf8" ? .notUTF8 : .invalidJSON)
        } catch {
            return .invalid(.invalidJSON)
        }
    }

    /// The document ends too early, or something stands behind its end.
    private func broken(_ body: (ParsedRow) throws -> Void) throws {
        isBroken = true
        try body(ParsedRow(line: lines, offset: offset, raw: element[...], content: .invalid(.invalidJSON)))
    }
}
