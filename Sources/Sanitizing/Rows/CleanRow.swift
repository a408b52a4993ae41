import Crypto
import FleetCore

/// A line between the steps shard and merge: hash, group and the row itself, so that merging needs no parser.
///
///     32 hexadecimal digits, a space, 32 hexadecimal digits, a space, the row as JSON
///
/// The last line of a shard is `#` and a `ShardTrailer`.
enum CleanRow {
    static let prefixBytes = 66

    /// - Parameter salt: what makes rows different that read the same, where duplicates are kept.
    static func line(_ row: ChatRow, salt: String?) -> [UInt8] {
        let messages = row.messagesJSON()
        let hash = SHA256()
        hash.update(messages)
        if let salt { hash.update(Array("\u{0}\(salt)".utf8)) }
        let key = hash.digest().bytes.prefix(16)
        let digits = Array(Hexadecimal.encode(key).utf8)
        let group = row.group.map { Array(Hexadecimal.encode(SHA256.digest(of: "group\u{0}\($0)").bytes.prefix(16)).utf8) }
        var line: [UInt8] = []
        line.reserveCapacity(messages.count + 128)
        line += digits
        line.append(0x20)
        line += group ?? digits
        line.append(0x20)
        line.append(UInt8(ascii: "{"))
        line += messages
        line += ",\"id\":\"row_".utf8
        line += digits
        line += "\"}\n".utf8
        return line
    }

    /// The 16 bytes of the hash and the 16 of the group; nil when the line is none of ours.
    static func keys(of line: ArraySlice<UInt8>) -> (hash: [UInt8], group: [UInt8])? {
        guard line.count > prefixBytes else { return nil }
        let start = line.startIndex
        guard let hash = Hexadecimal.decode(String(decoding: line[start..<(start + 32)], as: UTF8.self)),
            let group = Hexadecimal.decode(String(decoding: line[(start + 33)..<(start + 65)], as: UTF8.self))
        else { return nil }
        return (hash, group)
    }
}

/// What a shard tells its merge beside its rows.
struct ShardTrailer: Codable, Equatable {
    /// As it is shown, without a query.
    var uri: String
    var sourceBytes: Int64
    var sourceVersion: String
    /// Lines of the source in this shard: the next shard's line numbers go on from them.
    var lines: Int

    /// Two addresses that differ in their queries alone are told apart by what they hold.
    func isSameSource(as other: ShardTrailer) -> Bool { uri == other.uri && sourceVersion == other.sourceVersion }

    enum CodingKeys: String, CodingKey {
        case uri, lines
        case sourceBytes = "source_bytes"
        case sourceVersion = "source_version"
    }
}
