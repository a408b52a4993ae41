import Crypto
import FleetCore

/// How a tenant's records are chained: each one's digest covers who did what, when, from where to where, why, and the digest of the record
/// before it. So none can be changed, taken away or moved without every later digest being another one.
enum HistoryChain {
    /// Stands before the first record. It covers what an earlier release left, so that nothing can be slipped in there.
    static func origin(_ head: HistoryHeadRow) -> String {
        var bytes = CanonicalBytes("modelops.history.origin/v1")
        bytes.add(head.tenant.rawValue)
        bytes.add(head.olderThrough)
        bytes.add(head.olderCount)
        return SHA256.digest(of: bytes.bytes).hex
    }

    /// Gives a new record its place behind the newest one.
    static func link(_ entry: inout HistoryRow, behind head: HistoryHeadRow) {
        let previous = head.number == 0 ? origin(head) : head.digest
        entry.number = head.number + 1
        entry.previous = previous
        entry.digest = digest(of: entry, after: previous)
    }

    /// SHA-256 over the canonical bytes of a record, behind `previous`.
    static func digest(of row: HistoryRow, after previous: String) -> String {
        var bytes = CanonicalBytes("modelops.history/v1")
        bytes.add(previous)
        bytes.add(row.tenant.rawValue)
        bytes.add(row.job?.rawValue)
        bytes.add(row.entity)
        bytes.add(row.entityID)
        bytes.add(row.fromState)
        bytes.add(row.toState)
        bytes.add(row.cause)
        bytes.add(row.actor)
        bytes.add(row.term.number)
        bytes.add(row.at.milliseconds)
        return SHA256.digest(of: bytes.bytes).hex
    }

    /// Fields one after the other, each with its kind and length: two different records never give the same bytes.
    private struct CanonicalBytes {
        private(set) var bytes: [UInt8] = []

        init(_ format: String) { add(format) }

        mutating func add(_ text: String?) {
            guard let text else { return bytes.append(0) }
            bytes.append(1)
            append(UInt64(text.utf8.count))
            bytes += text.utf8
        }

        mutating func add(_ number: Int64) {
            bytes.append(2)
            append(UInt64(bitPattern: number))
        }

        private mutating func append(_ number: UInt64) {
            withUnsafeBytes(of: number.bigEndian) { bytes += $0 }
        }
    }
}
