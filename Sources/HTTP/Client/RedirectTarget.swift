import Foundation

/// Where a redirect leads, and what may go along.
struct RedirectTarget {
    let url: String
    let headers: [(name: String, value: String)]

    /// - Returns: nil when the answer is no redirect, or names no place.
    init?(of response: ClientResponse, from url: String, headers: [(name: String, value: String)]) {
        guard [301, 302, 303, 307, 308].contains(response.status), let location = response.header("location"), let base = URL(string: url),
            let target = URL(string: location, relativeTo: base)?.absoluteURL
        else { return nil }
        self.url = target.absoluteString
        // A secret is meant for the server that it was given for; nor does it go over a line that can be read.
        self.headers = Self.origin(base) == Self.origin(target) ? headers : headers.filter { Self.harmless.contains($0.name.lowercased()) }
    }

    /// True when an encrypted way would be left.
    func leavesEncryption(from url: String) -> Bool { url.lowercased().hasPrefix("https:") && !self.url.lowercased().hasPrefix("https:") }

    private static let harmless: Set<String> = ["accept", "accept-language", "range", "if-range", "if-none-match", "if-modified-since", "user-agent"]

    private static func origin(_ url: URL) -> [String] {
        let scheme = url.scheme?.lowercased() ?? ""
        return [scheme, url.host?.lowercased() ?? "", String(url.port ?? (scheme == "https" ? 443 : 80))]
    }
}
