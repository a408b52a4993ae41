import Crypto

/// The digests that a tenant's history must have, computed from its rows. Written anew from the description of the chain, so that a mistake
/// in the store's own code does not excuse itself.
public enum AuditChain {
    /// What stands before the first record: it covers what an earlier release left unchained.
    /// - Parameter head: the tenant's row of `history_heads`.
    public static func origin(_ head: StoreEntry) -> String {
        var bytes = text("modelops.history.origin/v1") + text(head.text("tenant"))
        bytes += number(head.number("older_through")) + number(head.number("older_count"))
        return SHA256.digest(of: bytes).hex
    }

    /// - Parameters:
    ///   - row: a row of `history`.
    ///   - previous: the digest of the record before it.
    public static func digest(of row: StoreEntry, after previous: String) -> String {
        var bytes = text("modelops.history/v1") + text(previous)
        for column in ["tenant", "job_id", "entity", "entity_id", "from_state", "to_state", "cause", "actor"] {
            bytes += text(row.values[column]?.string)
        }
        bytes += number(row.number("term")) + number(row.number("at"))
        return SHA256.digest(of: bytes).hex
    }

    private static func text(_ text: String?) -> [UInt8] {
        guard let text else { return [0] }
        return [1] + bigEndian(UInt64(text.utf8.count)) + Array(text.utf8)
    }

    private static func number(_ number: Int64) -> [UInt8] { [2] + bigEndian(UInt64(bitPattern: number)) }

    private static func bigEndian(_ number: UInt64) -> [UInt8] { (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * UInt64($0))) } }
}
