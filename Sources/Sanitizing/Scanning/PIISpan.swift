/// A place in a text that holds personal or secret data: offsets in its UTF-8 bytes, half open, at boundaries of characters.
public struct PIISpan: Hashable, Sendable {
    public let entity: PIIEntity
    public let range: Range<Int>

    public init(entity: PIIEntity, range: Range<Int>) {
        self.entity = entity
        self.range = range
    }
}
