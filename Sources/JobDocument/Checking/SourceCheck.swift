import FleetCore

/// The rules of one source that need no look at the data.
enum SourceCheck {
    /// What the fleet will not read is said before anything begins.
    static func check(_ source: SanitizationPlan.Source, at place: String, _ fleet: FleetKnowledge) throws {
        guard let scheme = source.uri.firstRange(of: "://").map({ source.uri[..<$0.lowerBound] }) else {
            throw JobCheck.refuse("\(place).uri", "is no URI: it has no scheme", "write file:///… for a file of the fleet's machines")
        }
        // Before anything else is said of it: the document travels on topics and is kept, so a secret must not come in with it.
        guard !hasUser(source.uri) else {
            throw FleetError(
                JobCheck.secretCode, .rejected, "has a user or a password in it, and documents are kept where others read them", path: "\(place).uri",
                hint: "leave it out of the URI and change that password; the settings of the fleet hold credentials")
        }
        if scheme == "gs" {
            throw FleetError("not_available_yet", .rejected, "gs:// sources are not available yet", path: "\(place).uri", hint: "use s3, https or file")
        }
        guard ["file", "https", "s3"].contains(scheme) else {
            throw JobCheck.refuse("\(place).uri", "the scheme \"\(scheme.prefix(20))\" is not read", "use file, s3 or https")
        }
        try JobCheck.known(source.storage, among: fleet.storages?.names, "storage", at: "\(place).storage")
        guard scheme == "s3" else {
            if source.storage != nil { throw JobCheck.refuse("\(place).storage", "a \(scheme) source lies in no storage", "leave storage out") }
            return
        }
        do {
            if let storages = fleet.storages {
                _ = try storages.find(source.uri, in: source.storage, for: fleet.tenant)
            } else {
                _ = try ObjectLocation(source.uri)
            }
        } catch let error as FleetError {
            throw FleetError(error.code, error.disposition, error.message, path: "\(place).\(error.path ?? "uri")", hint: error.hint)
        }
    }

    /// Whether something stands before an `@` where the host does.
    private static func hasUser(_ uri: String) -> Bool {
        guard let start = uri.firstRange(of: "://")?.upperBound else { return false }
        return uri[start...].prefix { $0 != "/" && $0 != "?" && $0 != "#" }.contains("@")
    }
}
