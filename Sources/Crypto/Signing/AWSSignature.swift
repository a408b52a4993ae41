/// AWS Signature Version 4: what a request must carry so that the service knows who sent it and that nothing was changed on the way.
public struct AWSSignature: Sendable {
    /// A request as it goes on the wire.
    public struct Request: Sendable {
        public var method: String
        /// As in the `Host` header: with the port where it is not the scheme's usual one.
        public var host: String
        /// Path and query, escaped as they are sent.
        public var target: String
        /// Those to be signed besides `host` and what the signature adds.
        public var headers: [(name: String, value: String)]
        /// SHA-256 of the body.
        public var payload: Digest

        public init(_ method: String, host: String, target: String, headers: [(name: String, value: String)] = [], payload: Digest) {
            self.method = method
            self.host = host
            self.target = target
            self.headers = headers
            self.payload = payload
        }
    }

    private let service: String
    private let region: String
    /// S3 signs the path as it is sent, and wants the digest of the body as a header; every other service signs the path escaped once more.
    private var isObjectStorage: Bool { service == "s3" }

    /// - Parameter service: its signing name, such as `s3` or `bedrock`.
    public init(service: String, region: String) {
        self.service = service
        self.region = region
    }

    /// The headers to send in addition, `Authorization` the last.
    /// - Parameter time: in the form `20261121T123456Z`.
    public func headers(for request: Request, by credential: AWSCredential, at time: String) -> [(name: String, value: String)] {
        var added = [(name: "x-amz-date", value: time)]
        if isObjectStorage { added.append(("x-amz-content-sha256", request.payload.hex)) }
        if let token = credential.sessionToken { added.append(("x-amz-security-token", token)) }
        let signed = canonicalHeaders(request.headers + added + [("host", request.host)])
        let names = signed.map(\.name).joined(separator: ";")
        let canonical = canonicalRequest(request, signed, names)
        let scope = "\(time.prefix(8))/\(region)/\(service)/aws4_request"
        let toSign = "AWS4-HMAC-SHA256\n\(time)\n\(scope)\n\(SHA256.digest(of: canonical).hex)"
        let signature = MessageAuthentication.code(for: Array(toSign.utf8), key: key(credential, day: String(time.prefix(8)))).hex
        let authorization = "AWS4-HMAC-SHA256 Credential=\(credential.accessKey)/\(scope), SignedHeaders=\(names), Signature=\(signature)"
        return added + [("authorization", authorization)]
    }

    private func canonicalRequest(_ request: Request, _ headers: [(name: String, value: String)], _ names: String) -> String {
        let parts = request.target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let path = isObjectStorage ? String(parts[0]) : Self.escapedAgain(parts[0])
        let query = parts.count == 2 ? Self.canonicalQuery(parts[1]) : ""
        let lines = headers.map { "\($0.name):\($0.value)\n" }.joined()
        return "\(request.method)\n\(path.isEmpty ? "/" : path)\n\(query)\n\(lines)\n\(names)\n\(request.payload.hex)"
    }

    /// Names in lower case and in order, values without blanks around them and with one in place of many.
    private func canonicalHeaders(_ headers: [(name: String, value: String)]) -> [(name: String, value: String)] {
        var values: [String: [String]] = [:]
        for header in headers { values[header.name.lowercased(), default: []].append(header.value.split(separator: " ").joined(separator: " ")) }
        return values.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map { ($0.key, $0.value.joined(separator: ",")) }
    }

    /// Parameters by name, then by value; one without a value gets its `=`.
    private static func canonicalQuery(_ text: Substring) -> String {
        let pairs = text.split(separator: "&").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (name: Array(parts[0].utf8), value: Array((parts.count == 2 ? parts[1] : "").utf8))
        }
        let sorted = pairs.sorted { left, right in
            left.name == right.name ? left.value.lexicographicallyPrecedes(right.value) : left.name.lexicographicallyPrecedes(right.name)
        }
        return sorted.map { "\(String(decoding: $0.name, as: UTF8.self))=\(String(decoding: $0.value, as: UTF8.self))" }.joined(separator: "&")
    }

    /// The path with its escapes escaped: all but letters, digits, `-._~` and the slashes.
    private static func escapedAgain(_ path: Substring) -> String {
        var output: [UInt8] = []
        for byte in path.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "/"):
                output.append(byte)
            default: output += Array("%\(Hexadecimal.encode([byte]).uppercased())".utf8)
            }
        }
        return String(decoding: output, as: UTF8.self)
    }

    private func key(_ credential: AWSCredential, day: String) -> [UInt8] {
        [day, region, service, "aws4_request"].reduce(Array("AWS4\(credential.secretKey)".utf8)) { key, part in
            MessageAuthentication.code(for: Array(part.utf8), key: key).bytes
        }
    }
}
