import FleetCore
import Glibc

/// A path whose last component has wildcards: one folder is listed, and nothing beyond it.
struct SourcePattern: Sendable {
    let folder: String
    private let name: String

    /// - Returns: nil when the path has no wildcard.
    /// - Throws: `FleetError` `source_refused` (rejected) for a wildcard before the last component.
    init?(_ path: String) throws {
        let wildcards: (Character) -> Bool = { $0 == "*" || $0 == "?" }
        guard path.contains(where: wildcards), let slash = path.lastIndex(of: "/") else { return nil }
        folder = String(path[..<slash])
        name = String(path[path.index(after: slash)...])
        guard !folder.contains(where: wildcards) else {
            throw FleetError(
                "source_refused", .rejected, "\(path) has a wildcard in the name of a folder",
                hint: "use * and ? in the name of the file only, and name each folder as a source of its own")
        }
    }

    /// The paths of the files that match, in the order of their names.
    /// - Parameter roots: the folder is looked into only where it lies below one of them.
    /// - Throws: `FleetError` (rejected).
    func matches(below roots: SourceRoots, limit: Int) throws -> [String] {
        let real = try roots.resolve(folder)
        guard let stream = opendir(real) else { throw FleetError("source_unreadable", .rejected, "\(folder) cannot be listed") }
        defer { closedir(stream) }
        var found: [String] = []
        while let entry = readdir(stream) {
            let file = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in String(validating: bytes.prefix { $0 != 0 }, as: UTF8.self) }
            guard let file, fnmatch(name, file, FNM_PERIOD) == 0 else { continue }
            found.append(file)
            guard found.count <= limit else {
                throw FleetError(
                    "source_refused", .rejected, "\(folder)/\(name) names more than \(limit) files, which are not read in one job",
                    hint: "join them into fewer files")
            }
        }
        return found.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.map { folder + "/" + $0 }
    }
}
