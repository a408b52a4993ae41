/// Says of rows that were lost what to do about it: the reason that cost most of them, not a list of everything that can be wrong.
public enum DroppedRows {
    /// Bytes of one row; a longer one is invalid.
    public static let rowBytes = 1024 * 1024
    /// Bytes of a source that must be read whole (Markdown).
    public static let wholeBytes = 16 * 1024 * 1024

    /// The field of the document that the most frequent reason is about, and the next step.
    /// - Parameters:
    ///   - dropped: counts by reason.
    ///   - missing: the first column that a row lacked.
    public static func advice(_ dropped: [String: Int], missing: MissingColumn?, split: SanitizationPlan.SplitShares) -> (path: String, hint: String) {
        guard let top = dropped.min(by: { ($1.value, $0.key) < ($0.value, $1.key) }) else {
            return ("dataset.sources", "check that the files hold rows of their format")
        }
        let (path, advice) = advice(top.key, missing, split)
        return (path, "\(top.value) rows: \(advice)")
    }

    private static func advice(_ reason: String, _ missing: MissingColumn?, _ split: SanitizationPlan.SplitShares) -> (String, String) {
        switch reason {
        case "missing_field":
            guard let missing else { return ("dataset.fields", "a column that is named there is missing") }
            let found = missing.found.isEmpty ? "has none that could be shown" : "has \(missing.found.joined(separator: ", "))"
            let path = missing.wanted == split.groupBy ? "dataset.split.group_by" : "dataset.fields"
            return (path, "the column \(missing.wanted.prefix(64)) is missing; the first such row \(found)")
        case "wrong_type": return ("dataset.fields", "the value of a column is a list or an object, where a text is wanted")
        case "invalid_messages": return ("dataset.sources", "messages is no conversation that ends with the assistant")
        case "invalid_json": return ("dataset.sources", "they are no JSON; check the format")
        case "invalid_csv": return ("dataset.sources", "they have another number of fields than the first record, or a quote stands wrong")
        case "not_utf8": return ("dataset.sources", "encode the source as UTF-8")
        case "line_too_long": return ("dataset.sources", "a row has at most \(rowBytes) bytes, a Markdown file \(wholeBytes)")
        case "empty": return ("dataset.fields", "question or answer is blank; check which columns are named")
        case "too_long": return ("sanitize.length.max", "they are longer than allowed; raise sanitize.length.max")
        case "pii_dropped": return ("sanitize.pii.action", "they hold personal data; redact it instead of dropping the rows")
        case "duplicate": return ("sanitize.remove_duplicates", "they repeat others")
        default: return ("dataset.sources", reason)
        }
    }
}
