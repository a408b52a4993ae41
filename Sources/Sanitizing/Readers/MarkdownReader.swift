import CMarkdown

/// Markdown: every heading with what stands below it is a row with the columns `heading`, `body`, `level` and `title` (the first heading of level 1);
/// without `dataset.fields` the heading is the prompt and the body the completion. Lines of `key: value` between `---` at the beginning are columns of
/// every row; a document without headings is one row with `body`.
public struct MarkdownReader: RowReader {
    public let format = "markdown"
    public let endings = ["md", "markdown"]
    public let cutting = SourceCutting.nowhere

    public init() {}

    public func parser(for part: SourcePart, limits: RowLimits) -> any RowParser { MarkdownParser(limits) }
}

/// Gathers the document, bounded, and lets cmark-gfm find its headings.
final class MarkdownParser: RowParser {
    let start: Int64 = 0
    private(set) var lines = 0
    private let limit: Int
    private var document: [UInt8] = []
    private var isTooLong = false
    /// Where each line begins.
    private var starts: [Int] = [0]

    init(_ limits: RowLimits) { limit = limits.wholeBytes }

    func feed(_ piece: [UInt8], _ body: (ParsedRow) throws -> Void) throws -> Bool {
        if document.count + piece.count > limit { isTooLong = true } else { document += piece }
        return !isTooLong
    }

    func finish(_ body: (ParsedRow) throws -> Void) throws {
        guard !isTooLong else { return try body(row(1, document.prefix(256), .invalid(.lineTooLong))) }
        guard let text = String(validating: document, as: UTF8.self) else { return try body(row(1, document.prefix(256), .invalid(.notUTF8))) }
        // Split on bytes: a carriage return and a line feed are one Character.
        let all = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).map {
            $0.last == 0x0D ? Substring($0.dropLast()) : Substring($0)
        }
        lines = all.count
        starts += document.indices.lazy.filter { self.document[$0] == 0x0A }.map { $0 + 1 }
        let (matter, first) = Self.frontMatter(all)
        let content = all[first...].joined(separator: "\n")
        let sections = try Self.headings(content)
        let title = sections.first { $0.level == 1 }?.text
        guard !sections.isEmpty else {
            guard content.contains(where: { !$0.isWhitespace }) else { return }
            return try body(row(first + 1, Array(content.utf8)[...], .columns(matter.merging(["body": content]) { $1 })))
        }
        for (index, section) in sections.enumerated() {
            // An underlined heading ends with its underline; which line that is differs between versions of the library.
            if index % 256 == 0 { try Task.checkCancellation() }
            var from = first + section.line
            let to = index + 1 < sections.count ? first + sections[index + 1].line - 1 : all.count
            if all[from - 1].drop(while: { $0 == " " }).first != "#", let line = (from..<max(from, to)).first(where: { Self.isUnderline(all[$0]) }) {
                from = line + 1
            }
            let below = from < to ? all[from..<to].joined(separator: "\n").trimmingBlank() : ""
            var columns = matter
            columns["heading"] = section.text
            columns["level"] = String(section.level)
            columns["body"] = below
            columns["title"] = title ?? matter["title"] ?? ""
            // A heading that only holds deeper headings is no row.
            if below.isEmpty, index + 1 < sections.count, sections[index + 1].level > section.level { continue }
            try body(row(first + section.line, Array(section.text.utf8)[...], .columns(columns)))
        }
    }

    private func row(_ line: Int, _ raw: ArraySlice<UInt8>, _ content: RowContent) -> ParsedRow {
        ParsedRow(line: line, offset: byte(ofLine: line), raw: raw, content: content)
    }

    private func byte(ofLine line: Int) -> Int64 { Int64(starts.indices.contains(line - 1) ? starts[line - 1] : document.count) }

    private static func frontMatter(_ lines: [Substring]) -> ([String: String], Int) {
        guard lines.first == "---", let end = lines.dropFirst().prefix(200).firstIndex(of: "---") else { return ([:], 0) }
        var columns: [String: String] = [:]
        for line in lines[1..<end] {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let value = line[line.index(after: colon)...].drop { $0 == " " }
            columns[String(line[..<colon])] = value.trimmingQuotes()
        }
        return (columns, end + 1)
    }

    private static func isUnderline(_ line: Substring) -> Bool {
        let text = line.trimmingBlank()
        return !text.isEmpty && (text.allSatisfy { $0 == "=" } || text.allSatisfy { $0 == "-" })
    }

    private struct Heading {
        var level: Int
        var line: Int
        var text: String
    }

    private static func headings(_ text: String) throws -> [Heading] {
        guard let parser = cmark_parser_new(CMARK_OPT_DEFAULT) else { return [] }
        defer { cmark_parser_free(parser) }
        let bytes = Array(text.utf8)
        for start in stride(from: 0, to: bytes.count, by: 65_536) {
            try Task.checkCancellation()
            bytes[start..<min(start + 65_536, bytes.count)].withUnsafeBytes { piece in
                cmark_parser_feed(parser, piece.baseAddress?.assumingMemoryBound(to: CChar.self), piece.count)
            }
        }
        guard let document = cmark_parser_finish(parser) else { return [] }
        defer { cmark_node_free(document) }
        var found: [Heading] = []
        var node = cmark_node_first_child(document)
        while let current = node {
            if found.count % 1024 == 0 { try Task.checkCancellation() }
            if cmark_node_get_type(current) == CMARK_NODE_HEADING {
                found.append(
                    Heading(
                        level: Int(cmark_node_get_heading_level(current)), line: Int(cmark_node_get_start_line(current)), text: plainText(current)))
            }
            node = cmark_node_next(current)
        }
        return found
    }

    private static func plainText(_ node: OpaquePointer) -> String {
        guard let iterator = cmark_iter_new(node) else { return "" }
        defer { cmark_iter_free(iterator) }
        var text = ""
        while true {
            let event = cmark_iter_next(iterator)
            if event == CMARK_EVENT_DONE { return text }
            guard event == CMARK_EVENT_ENTER, let current = cmark_iter_get_node(iterator) else { continue }
            let type = cmark_node_get_type(current)
            if type == CMARK_NODE_TEXT || type == CMARK_NODE_CODE, let literal = cmark_node_get_literal(current) { text += String(cString: literal) }
            if type == CMARK_NODE_SOFTBREAK || type == CMARK_NODE_LINEBREAK { text += " " }
        }
    }
}

extension StringProtocol {
    fileprivate func trimmingBlank() -> String {
        var rest = self[...]
        while rest.first?.isWhitespace == true { rest = rest.dropFirst() }
        while rest.last?.isWhitespace == true { rest = rest.dropLast() }
        return String(rest)
    }

    fileprivate func trimmingQuotes() -> String {
        let text = trimmingBlank()
        return text.count >= 2 && text.first == "\"" && text.last == "\"" ? String(text.dropFirst().dropLast()) : text
    }
}
