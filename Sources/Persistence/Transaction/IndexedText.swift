import FleetCore

/// Texts by which rows are found: an index takes short ones only.
enum IndexedText {
    /// Bytes at most; PostgreSQL's indexes end near 2700 for all columns together.
    static let limit = 512

    /// - Throws: `FleetError` `text_too_long` (rejected).
    static func check(_ text: String, _ name: String) throws {
        if text.utf8.count > limit {
            throw FleetError("text_too_long", .rejected, "\(name) has \(text.utf8.count) bytes, and \(limit) is the most", hint: "shorten it")
        }
    }
}
