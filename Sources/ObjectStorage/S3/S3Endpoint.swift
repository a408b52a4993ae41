import FleetCore
import HTTP

/// Where a service that speaks S3 is, and how its buckets are addressed.
public struct S3Endpoint: Sendable, Equatable {
    let scheme: String
    /// With its port, where that is not the usual one.
    let authority: String
    public let region: String
    let usesPathStyle: Bool

    /// - Parameters:
    ///   - address: `https://HOST` or `https://HOST:PORT`; nil is AWS's own for the region.
    ///   - usesPathStyle: `HOST/BUCKET/KEY` in place of `BUCKET.HOST/KEY`; nil chooses it for an address of one's own.
    /// - Throws: `FleetError` `setting_invalid` (rejected).
    public init(_ address: String?, region: String, usesPathStyle: Bool? = nil) throws {
        let isWord = region.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || byte == UInt8(ascii: "-")
        }
        guard !region.isEmpty, isWord else { throw FleetError("setting_invalid", .rejected, "the region is no name", hint: "such as eu-central-1") }
        let text = address ?? "https://s3.\(region).amazonaws.com"
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        let scheme = parts[0].dropLast().lowercased()
        let isPlain = parts.count == 3 || parts.count == 4 && parts[3].isEmpty
        guard ["http", "https"].contains(scheme), parts[0].hasSuffix(":"), isPlain, parts[1].isEmpty, !parts[2].isEmpty,
            parts[2].utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !"@?#\\".utf8.contains($0) })
        else {
            throw FleetError(
                "setting_invalid", .rejected, "the endpoint is no address of a server", hint: "such as https://s3.example.com, without a path")
        }
        self.scheme = scheme
        let usual = scheme == "https" ? ":443" : ":80"
        authority = (parts[2].hasSuffix(usual) ? parts[2].dropLast(usual.count) : parts[2]).lowercased()
        self.region = region
        self.usesPathStyle = usesPathStyle ?? (address != nil)
    }

    /// Whether what is sent can be read on the way beyond this machine.
    public var isOpenOnTheWay: Bool {
        let host = authority.hasPrefix("[") ? authority.prefix { $0 != "]" } + "]" : authority.prefix { $0 != ":" }
        return scheme == "http" && host != "localhost" && host != "[::1]" && !host.hasPrefix("127.")
    }

    /// The server of a bucket. A dot in its name would not fit the certificate of the service.
    func host(of bucket: String) -> String { isBelowPath(bucket) ? authority : "\(bucket).\(authority)" }

    /// The escaped path of a key; nil of the bucket itself.
    func path(of bucket: String, key: String?) -> String {
        let escaped = (key ?? "").split(separator: "/", omittingEmptySubsequences: false).map { PercentEncoding.encode(String($0)) }.joined(
            separator: "/")
        if isBelowPath(bucket) { return key == nil ? "/\(bucket)" : "/\(bucket)/\(escaped)" }
        return "/\(escaped)"
    }

    func url(host: String, target: String) -> String { "\(scheme)://\(host)\(target)" }

    private func isBelowPath(_ bucket: String) -> Bool { usesPathStyle || bucket.contains(".") }
}
