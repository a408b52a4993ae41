import FleetCore

/// Reads one format of raw data.
public protocol RowReader: Sendable {
    /// The name in a job document, such as `jsonl`.
    var format: String { get }

    /// Endings of file names that mean this format when none is named.
    var endings: [String] { get }

    /// Where a source of this format may be cut into shards.
    var cutting: SourceCutting { get }

    /// A parser for one part of a source.
    func parser(for part: SourcePart, limits: RowLimits) -> any RowParser
}

/// Where a source may be cut.
public enum SourceCutting: Sendable {
    /// Anywhere: the shard in which a row begins reads it.
    case anywhere
    /// Where a record ends, which takes a pass over the source to find.
    case atRecords
    /// Nowhere: the source is one shard.
    case nowhere
}

/// The part of a source that a shard reads: the rows that begin in `from` ..< `to`.
public struct SourcePart: Sendable, Equatable {
    public let from: Int64
    public let to: Int64
    /// The names of the columns, for a part that does not begin with them.
    public let columns: [String]?

    public init(from: Int64, to: Int64, columns: [String]? = nil) {
        self.from = from
        self.to = to
        self.columns = columns
    }
}

/// What one row may be at most: this bounds the memory of a shard.
public struct RowLimits: Sendable, Equatable {
    /// Bytes of one row; a longer one is invalid.
    public var rowBytes: Int
    /// Bytes of a source that must be read whole (Markdown).
    public var wholeBytes: Int

    public init(rowBytes: Int = DroppedRows.rowBytes, wholeBytes: Int = DroppedRows.wholeBytes) {
        self.rowBytes = rowBytes
        self.wholeBytes = wholeBytes
    }
}

/// Takes a part of a source in pieces and gives its rows. One execution owns it.
public protocol RowParser: AnyObject {
    /// The byte of the source with which the pieces must begin.
    var start: Int64 { get }

    /// Lines of the part so far.
    var lines: Int { get }

    /// Takes the next piece.
    /// - Returns: false when the part is over and further pieces are not needed.
    func feed(_ piece: [UInt8], _ body: (ParsedRow) throws -> Void) throws -> Bool

    /// Ends the part at the end of the source.
    func finish(_ body: (ParsedRow) throws -> Void) throws
}
