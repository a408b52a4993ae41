import FleetCore

/// What becomes of one row: kept as a line, dropped with a reason, or refused as invalid. One execution owns it.
final class RowCleaner {
    enum Outcome {
        case kept([UInt8])
        case dropped
        case invalid(RowFault)
    }

    private let plan: SanitizationPlan
    private let builder: ChatRowBuilder
    private let redaction: Redaction?
    private(set) var counts = SanitizationCounts()
    /// Of the first row that lacked a column.
    private(set) var missing: MissingColumn?

    init(_ plan: SanitizationPlan, recognizer: PIIRecognizer) throws {
        self.plan = plan
        builder = try ChatRowBuilder(plan)
        redaction = plan.pii == .keep ? nil : Redaction(scanner: try recognizer.scanner())
    }

    /// - Parameter uri: the source, which tells equal rows apart where duplicates are kept.
    func clean(_ parsed: ParsedRow, of uri: String) throws -> Outcome {
        counts.read += 1
        var row: ChatRow
        switch builder.build(parsed.content) {
        case .failure(let error):
            counts.dropped[error.fault.rawValue, default: 0] += 1
            if missing == nil, let lack = error.missing { missing = MissingColumn(wanted: lack.wanted, found: lack.found) }
            return .invalid(error.fault)
        case .success(let built): row = built
        }
        if isEmpty(row) { return drop("empty") }
        if try !redact(&row) { return drop("pii_dropped") }
        if let length = plan.length, row.length(in: length.unit) > length.max { return drop("too_long") }
        counts.kept += 1
        return .kept(CleanRow.line(row, salt: plan.removeDuplicates ? nil : "\(uri)\u{0}\(parsed.offset)"))
    }

    /// The beginning of a refused row as its quarantine line holds it; what is replaced there counts for no report.
    func quarantined(_ raw: ArraySlice<UInt8>) throws -> String {
        let text = try QuarantineExcerpt(redaction: redaction).text(raw)
        _ = redaction?.takeCounts()
        return text
    }

    private func drop(_ reason: String) -> Outcome {
        counts.dropped[reason, default: 0] += 1
        return .dropped
    }

    /// A conversation with an empty question or answer teaches nothing.
    private func isEmpty(_ row: ChatRow) -> Bool { row.messages.contains { $0.role != "system" && $0.content.utf8.allSatisfy(\.isSpace) } }

    /// - Returns: false when the row is to be dropped.
    private func redact(_ row: inout ChatRow) throws -> Bool {
        guard let redaction else { return true }
        var isTouched = false
        for index in row.messages.indices {
            guard let clean = try redaction.redact(row.messages[index].content) else { continue }
            row.messages[index].content = clean
            isTouched = true
        }
        let found = redaction.takeCounts()
        guard isTouched else { return true }
        counts.rowsWithPII += 1
        if plan.pii == .drop { return false }
        counts.redacted.merge(found, uniquingKeysWith: +)
        return true
    }
}
