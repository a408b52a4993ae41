/// An object being read. One task uses it.
public protocol ObjectReader: Sendable {
    /// The next piece, at most 1 MiB; nil at the end.
    func next() async throws -> [UInt8]?

    /// Ends the reading early; does nothing at the end. Call it wherever the end is not reached.
    func close() async
}
