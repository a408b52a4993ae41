/// A body that is made while it is sent.
public protocol HTTPBodySource: Sendable {
    /// The next piece; nil at the end. An error breaks the connection off, so that nobody takes half a body for the whole.
    func next() async throws -> [UInt8]?

    /// Called once when nobody reads any more, at the end as well.
    func close() async
}
