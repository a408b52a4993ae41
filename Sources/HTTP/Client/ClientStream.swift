import FleetCore

/// An answer whose body is read in pieces. One task reads it.
public protocol ClientStream: Sendable {
    var status: Int { get }
    var headers: [(name: String, value: String)] { get }

    /// The next piece; nil at the end.
    /// - Throws: `FleetError` as `HTTPClient.send` does.
    func next() async throws -> [UInt8]?

    /// Ends the transfer early; does nothing at the end.
    func close() async
}
