import JSON

/// What a row of a source holds.
public enum RowContent {
    /// A JSON document; good until the reader goes on to the next row.
    case json(JSONTapeValue)
    /// Named columns.
    case columns([String: String])
    case invalid(RowFault)
}

/// A row of a source.
public struct ParsedRow {
    /// The line on which it begins, counted from 1 within the part that is read.
    public let line: Int
    /// The byte of the source at which it begins.
    public let offset: Int64
    /// Its bytes, of a row that is too long only the first.
    public let raw: ArraySlice<UInt8>
    public let content: RowContent
}
