import FleetCore

/// A record's number and digest as somebody noted them down in another place. Who can write to the store could write the whole chain anew;
/// against that only a note elsewhere helps.
public struct HistoryAnchor: Sendable, Equatable {
    public let number: Int64
    public let digest: String

    /// Reads `NUMBER:DIGEST`.
    /// - Throws: `FleetError` `wrong_type` (rejected).
    public init(_ text: String) throws {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, let number = Int64(parts[0]), number > 0, parts[1].utf8.count == 64,
            parts[1].utf8.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) })
        else {
            throw FleetError(
                "wrong_type", .rejected, "expected NUMBER:DIGEST, the digest in 64 lower-case hexadecimal digits", path: "expect",
                hint: "take both from an earlier verification")
        }
        self.number = number
        digest = parts[1]
    }
}
