import CYAML
import FleetCore
import JSON

/// Reads a YAML document as JSON: the core schema's plain scalars, no anchors, aliases, tags or second documents.
public enum YAMLReader {
    /// Deeper documents are refused before they cost stack.
    private static let maximumDepth = 64

    /// - Throws: `FleetError` `yaml_invalid` (rejected) with line and column.
    public static func parse(_ bytes: [UInt8]) throws -> JSONValue {
        guard bytes.count <= JSONLimits.standard.maximumBytes else {
            throw FleetError("yaml_invalid", .rejected, "the document is larger than \(JSONLimits.standard.maximumBytes) bytes")
        }
        let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
        defer { parser.deallocate() }
        guard yaml_parser_initialize(parser) == 1 else { throw FleetError("yaml_invalid", .transient, "no memory for the YAML reader") }
        defer { yaml_parser_delete(parser) }
        return try bytes.withUnsafeBufferPointer { buffer in
            yaml_parser_set_input_string(parser, buffer.baseAddress, buffer.count)
            let events = Events(parser: parser)
            try events.expect(YAML_STREAM_START_EVENT)
            let start = try events.next()
            if start.kind == YAML_STREAM_END_EVENT { return .null }
            let value = try events.value(after: try events.next(), depth: 0)
            try events.expect(YAML_DOCUMENT_END_EVENT)
            let end = try events.next()
            guard end.kind == YAML_STREAM_END_EVENT else { throw events.fault("a second document", end.line, end.column) }
            return value
        }
    }

    private struct Event {
        let kind: yaml_event_type_t
        let text: String
        let isPlain: Bool
        let isOrdinary: Bool
        let line: Int
        let column: Int
    }

    private struct Events {
        let parser: UnsafeMutablePointer<yaml_parser_t>

        func fault(_ what: String, _ line: Int, _ column: Int) -> FleetError {
            FleetError("yaml_invalid", .rejected, "line \(line + 1), column \(column + 1): \(what)", hint: "the file must be one YAML or JSON document")
        }

        func next() throws -> Event {
            var event = yaml_event_t()
            guard yaml_parser_parse(parser, &event) == 1 else {
                let mark = parser.pointee.problem_mark
                throw fault(parser.pointee.problem.map { String(cString: $0) } ?? "not YAML", mark.line, mark.column)
            }
            defer { yaml_event_delete(&event) }
            var text = ""
            var isPlain = false
            var isOrdinary = true
            switch event.type {
            case YAML_SCALAR_EVENT:
                let scalar = event.data.scalar
                text = String(decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
                isPlain = scalar.style == YAML_PLAIN_SCALAR_STYLE
                isOrdinary = scalar.anchor == nil && scalar.tag == nil
            case YAML_MAPPING_START_EVENT: isOrdinary = event.data.mapping_start.anchor == nil && event.data.mapping_start.tag == nil
            case YAML_SEQUENCE_START_EVENT: isOrdinary = event.data.sequence_start.anchor == nil && event.data.sequence_start.tag == nil
            case YAML_ALIAS_EVENT: isOrdinary = false
            default: break
            }
            let line = Int(event.start_mark.line)
            let column = Int(event.start_mark.column)
            guard isOrdinary else { throw fault("anchors, aliases and tags are not read", line, column) }
            return Event(kind: event.type, text: text, isPlain: isPlain, isOrdinary: isOrdinary, line: line, column: column)
        }

        func expect(_ kind: yaml_event_type_t) throws {
            let event = try next()
            guard event.kind == kind else { throw fault("unexpected content", event.line, event.column) }
        }

        func value(after event: Event, depth: Int) throws -> JSONValue {
            guard depth < YAMLReader.maximumDepth else { throw fault("nested deeper than \(YAMLReader.maximumDepth)", event.line, event.column) }
            switch event.kind {
            case YAML_SCALAR_EVENT: return event.isPlain ? YAMLReader.plain(event.text) : .string(event.text)
            case YAML_SEQUENCE_START_EVENT:
                var elements: [JSONValue] = []
                while true {
                    let inner = try next()
                    if inner.kind == YAML_SEQUENCE_END_EVENT { return .array(elements) }
                    elements.append(try value(after: inner, depth: depth + 1))
                }
            case YAML_MAPPING_START_EVENT:
                var object = JSONObject()
                while true {
                    let key = try next()
                    if key.kind == YAML_MAPPING_END_EVENT { return .object(object) }
                    guard key.kind == YAML_SCALAR_EVENT else { throw fault("a key that is not a text", key.line, key.column) }
                    guard object[key.text] == nil else { throw fault("the key '\(key.text)' stands twice", key.line, key.column) }
                    object[key.text] = try value(after: try next(), depth: depth + 1)
                }
            default: throw fault("unexpected content", event.line, event.column)
            }
        }
    }

    /// A plain scalar by YAML 1.2's core schema, so that `no` and `1:30` stay texts.
    static func plain(_ text: String) -> JSONValue {
        switch text {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE": return .bool(true)
        case "false", "False", "FALSE": return .bool(false)
        default: break
        }
        if let integer = Int64(text), text.first != "+" { return .integer(integer) }
        let digits = text.utf8.drop { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") }
        guard let first = digits.first, (48...57).contains(first) || first == UInt8(ascii: "."), let number = Double(text), number.isFinite,
            text.utf8.allSatisfy({ (48...57).contains($0) || ".eE+-".utf8.contains($0) })
        else { return .string(text) }
        return .number(number)
    }
}
