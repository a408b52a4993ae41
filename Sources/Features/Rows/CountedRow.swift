/// A row, and how often its text stands in each part of the dataset (itself included).
public struct CountedRow: Sendable, Equatable {
    public let row: DatasetRow
    public let copies: CopyCount

    public init(_ row: DatasetRow, copies: CopyCount) {
        self.row = row
        self.copies = copies
    }
}
