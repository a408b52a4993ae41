/// A place in an object storage, such as `s3://lake/tickets/2026.jsonl`: one object, all below a folder where it ends with `/`, or a pattern
/// where the name behind the last `/` has `*` or `?` in it.
public struct ObjectLocation: Sendable, Equatable, CustomStringConvertible {
    public let scheme: String
    public let bucket: String
    /// As written, nothing is decoded; empty for the whole bucket.
    public let key: String

    public init(scheme: String, bucket: String, key: String) {
        self.scheme = scheme
        self.bucket = bucket
        self.key = key
    }

    /// - Throws: `FleetError` `location_invalid` (rejected).
    public init(_ text: String) throws {
        guard let end = text.firstRange(of: "://") else { throw Self.invalid("it has no scheme") }
        scheme = text[..<end.lowerBound].lowercased()
        let rest = text[end.upperBound...]
        let bucket = rest.prefix { $0 != "/" }
        let isName = bucket.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || "-._".utf8.contains(byte)
        }
        guard isName, (3...63).contains(bucket.utf8.count), bucket.first != ".", bucket.first != "-" else {
            throw Self.invalid("its bucket has 3 to 63 small letters, digits, dashes and dots")
        }
        self.bucket = String(bucket)
        key = String(rest.dropFirst(bucket.count).drop { $0 == "/" })
        guard key.utf8.count <= 1024, key.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F }) else {
            throw Self.invalid("its key has control characters, or more than 1024 bytes")
        }
        // A client on the way would take them out, and the key would be another one.
        guard !key.split(separator: "/").contains(where: { $0 == "." || $0 == ".." }) else { throw Self.invalid("its key has . or .. in it") }
        guard !folder.contains(where: Self.isWildcard) else { throw Self.invalid("a wildcard stands in the name of a folder") }
    }

    /// What the object's keys begin with: up to and with the last `/`.
    public var folder: String { key.lastIndex(of: "/").map { String(key[...$0]) } ?? "" }

    /// Behind the last `/`; empty where everything below the folder is meant.
    public var name: String { String(key.dropFirst(folder.count)) }

    public var isPattern: Bool { name.contains(where: Self.isWildcard) }

    public var description: String { "\(scheme)://\(bucket)/\(key)" }

    private static func isWildcard(_ character: Character) -> Bool { character == "*" || character == "?" }

    private static func invalid(_ cause: String) -> FleetError {
        FleetError(
            "location_invalid", .rejected, "is no place in an object storage: \(cause)",
            hint: "write s3://BUCKET/KEY, s3://BUCKET/FOLDER/ or s3://BUCKET/FOLDER/NAME-*")
    }
}
