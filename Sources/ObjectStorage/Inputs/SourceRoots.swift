import FleetCore
import Glibc

/// The folders below which sources may lie. A path is judged by its text first, so that nothing outside can be probed for existence, and by
/// what it leads to afterwards.
struct SourceRoots: Sendable, Equatable {
    private struct Root: Equatable {
        /// The components of the folder as the settings name it, and with its links resolved.
        let names: [[Substring]]
        let resolved: [Substring]
    }

    private let roots: [Root]
    /// Folders inside those that are somebody else's.
    private let others: [Root]

    /// - Parameters:
    ///   - folders: one that does not exist allows nothing.
    ///   - others: below which nothing lies, even where they lie below one of the folders.
    ///   - needsFolders: false takes one that is not there by its name.
    init(_ folders: [String], except others: [String] = [], needsFolders: Bool = true) {
        roots = folders.compactMap { Self.root($0, needsFolders) }
        self.others = others.compactMap { Self.root($0, needsFolders) }
    }

    private static func root(_ folder: String, _ isNeeded: Bool) -> Root? {
        guard let real = realPath(folder) ?? (isNeeded ? nil : folder) else { return nil }
        let resolved = components(real)
        return Root(names: folder.hasPrefix("/") ? [components(folder), resolved] : [resolved], resolved: resolved)
    }

    /// Refuses a path that is not written as one below a root, or that names something hidden there.
    func check(written path: String) throws {
        let wanted = Self.components(path)
        guard !wanted.contains(where: { $0 == "." || $0 == ".." }), allows(wanted, of: \.names) else { throw Self.refused(path) }
    }

    /// The path with its links resolved, which must lie below a root too.
    /// - Throws: `FleetError` `source_refused`, `source_missing` (rejected).
    func resolve(_ path: String) throws -> String {
        try check(written: path)
        guard let real = Self.realPath(path) else { throw Self.missing(path) }
        guard allows(Self.components(real), of: { [$0.resolved] }) else { throw Self.refused(path) }
        return real
    }

    /// What begins with a dot below a root is the fleet's own, such as its token and other people's artifacts, or nobody's data.
    private func allows(_ wanted: [Substring], of names: (Root) -> [[Substring]]) -> Bool {
        let isOthers = others.contains { other in names(other).contains { wanted.starts(with: $0) } }
        return !isOthers
            && roots.contains { root in
                names(root).contains { name in
                    wanted.starts(with: name) && !wanted.dropFirst(name.count).contains { $0.hasPrefix(".") }
                }
            }
    }

    private static func components(_ path: String) -> [Substring] { path.split(separator: "/") }

    private static func realPath(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    static func refused(_ path: String) -> FleetError {
        FleetError(
            "source_refused", .rejected, "\(path) is nothing that this fleet reads",
            hint: "put it below a folder of storage.source_roots, in no folder that begins with a dot, and write the path without . and ..")
    }

    static func missing(_ path: String) -> FleetError {
        let cause = String(cString: strerror(errno))
        return FleetError("source_missing", .rejected, "\(path) cannot be read: \(cause)", hint: "check the path, and that every sanitizer sees it")
    }
}
