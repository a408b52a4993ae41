import FleetCore
import Glibc

/// Finds an executable as `execvp` would, so that a missing one is an error with a name and not exit code 127.
enum ExecutableLookup {
    static let defaultPath = "/usr/local/bin:/usr/bin:/bin"

    /// - Throws: `FleetError` `executable_missing` (permanent).
    static func resolve(_ name: String, path: String?) throws -> String {
        if let found = find(name, path: path) { return found }
        let place = name.contains("/") ? "there is no executable file at this path" : "it is not on the PATH (\(path ?? defaultPath))"
        throw FleetError("executable_missing", .permanent, "starting \(name): \(place)", hint: "install \(name), or correct its path in the settings")
    }

    static func find(_ name: String, path: String?) -> String? {
        guard !name.isEmpty else { return nil }
        if name.contains("/") { return isExecutable(name) ? absolute(name) : nil }
        return (path ?? defaultPath).split(separator: ":").map { "\($0)/\(name)" }.first(where: isExecutable)
    }

    /// The child may start in another folder. Links stay as they are: an interpreter finds its environment by the name it was called with.
    private static func absolute(_ path: String) -> String? {
        if path.hasPrefix("/") { return path }
        guard let folder = getcwd(nil, 0) else { return nil }
        defer { free(folder) }
        return "\(String(cString: folder))/\(path)"
    }

    private static func isExecutable(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && access(path, X_OK) == 0
    }
}
