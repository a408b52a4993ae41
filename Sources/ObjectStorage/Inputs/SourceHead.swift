import FleetCore
import HTTP

/// What the head of an answer says about a source.
struct SourceHead: Sendable {
    let status: Int
    private let headers: [(name: String, value: String)]

    init(status: Int, headers: [(name: String, value: String)]) {
        self.status = status
        self.headers = headers
    }

    private func header(_ name: String) -> String? { headers.first { $0.name.lowercased() == name }?.value }

    var isSuccess: Bool { status == 200 || status == 206 }
    var isRedirect: Bool { [301, 302, 303, 307, 308].contains(status) }
    var location: String? { header("location") }

    /// Of the whole file, where the answer is the whole file.
    var bytes: Int64? { status == 200 ? header("content-length").flatMap { ContentRange.number($0[...]) } : nil }

    /// Of the whole file, where the answer is a part: `bytes 5-9/10`.
    var total: Int64? { range?.total }
    /// Where the part begins.
    var start: Int64? { range?.start }

    private var range: ContentRange? { status == 206 ? header("content-range").flatMap(ContentRange.init) : nil }

    /// The entity tag, or the time of change.
    var version: String? {
        if let tag = header("etag"), !tag.isEmpty, tag.utf8.count <= 256 { return "etag:" + tag }
        if let time = header("last-modified"), !time.isEmpty, time.utf8.count <= 64 { return "modified:" + time }
        return nil
    }

    /// The request's condition that the file is still of a version. Weak tags cannot be asked for; the answer's version is compared anyway.
    static func condition(for version: String) -> [(String, String)] {
        if version.hasPrefix("etag:\"") { return [("if-match", String(version.dropFirst(5)))] }
        if version.hasPrefix("modified:") { return [("if-unmodified-since", String(version.dropFirst(9)))] }
        return []
    }

    /// Why there is nothing to read; nil when there is.
    func failure(_ url: SourceURL) -> FleetError? {
        switch status {
        case 200, 206:
            guard let coding = header("content-encoding"), coding.lowercased() != "identity" else { return nil }
            return FleetError("source_unreadable", .rejected, "\(url.shown) comes encoded as \(coding.prefix(20))", hint: "serve it as it is")
        case 404, 410: return FleetError("source_missing", .rejected, "\(url.shown) is not there (\(status))", hint: "check the address")
        case 412, 416: return HTTPSSourceStore.changed(url)
        case 408, 425, 429, 500...: return FleetError("store_unavailable", .transient, "\(url.shown) answers \(status)")
        default:
            return FleetError("source_unreadable", .rejected, "\(url.shown) answers \(status)", hint: "check that it may be read without signing in")
        }
    }
}
