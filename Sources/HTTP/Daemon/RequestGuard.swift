/// Refuses what libmicrohttpd lets through and what two servers in a row could read differently (request smuggling).
enum RequestGuard {
    /// The reason for refusing a request by its head; nil lets it pass.
    static func fault(in headers: HTTPHeaders) -> String? {
        let lengths = headers.values("Content-Length")
        let encodings = headers.values("Transfer-Encoding")
        if lengths.count > 1 { return "more than one Content-Length" }
        if !lengths.isEmpty, !encodings.isEmpty { return "Content-Length together with Transfer-Encoding" }
        if let length = lengths.first, length.isEmpty || !length.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
            return "Content-Length is not a number"
        }
        if encodings.count > 1 || encodings.first.map({ $0.lowercased() != "chunked" }) == true { return "a Transfer-Encoding other than chunked" }
        if headers.values("Host").count > 1 { return "more than one Host" }
        if headers.fields.contains(where: { !HTTPHeaders.isSafe($0) }) { return "a control character in a header field" }
        return nil
    }
}
