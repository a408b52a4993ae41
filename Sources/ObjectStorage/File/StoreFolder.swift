import FleetCore
import Glibc

/// An open folder. Names below it are opened one by one and never through a link, so nothing that is planted inside leads out.
final class StoreFolder {
    let descriptor: Int32
    let path: String

    private init(descriptor: Int32, path: String) {
        self.descriptor = descriptor
        self.path = path
    }

    deinit { close(descriptor) }

    /// The folder that everything lies in, opened anew for each call: it may be a volume that comes and goes.
    static func root(_ path: String) throws -> StoreFolder {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw FleetError(
                "store_unavailable", .transient, "opening \(path): \(String(cString: strerror(errno)))",
                hint: "check that the artifact folder is there")
        }
        return StoreFolder(descriptor: descriptor, path: path)
    }

    /// A folder in this one; nil when there is none, or something else has its name.
    func child(_ name: String) throws -> StoreFolder? {
        let found = openat(descriptor, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        if found >= 0 { return StoreFolder(descriptor: found, path: "\(path)/\(name)") }
        if errno == ENOENT || errno == ENOTDIR || errno == ELOOP { return nil }
        throw FileCall.failure("opening the folder", "\(path)/\(name)")
    }

    /// A folder in this one, made and made durable where it is missing.
    /// - Throws: `FleetError` `store_denied` (permanent) when a link or a file has its name.
    func making(_ name: String) throws -> StoreFolder {
        if let found = try child(name) { return found }
        if mkdirat(descriptor, name, 0o750) == 0 {
            try sync()
        } else if errno != EEXIST {
            throw FileCall.failure("making the folder", "\(path)/\(name)")
        }
        guard let made = try child(name) else {
            throw FleetError(
                "store_denied", .permanent, "\(path)/\(name) is no folder",
                hint: "links are not followed in the artifact folder: remove what lies there")
        }
        return made
    }

    /// The folder below this one that `names` lead to; nil when there is none.
    func descend(_ names: some Sequence<Substring>) throws -> StoreFolder? {
        var folder = self
        for name in names {
            guard let next = try folder.child(String(name)) else { return nil }
            folder = next
        }
        return folder
    }

    /// What has this name, links not followed; nil when there is nothing.
    func status(_ name: String) throws -> stat? {
        var status = stat()
        if fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 { return status }
        if errno == ENOENT || errno == ENOTDIR { return nil }
        throw FileCall.failure("looking at", "\(path)/\(name)")
    }

    /// Opens a regular file for reading; nil when there is none. What is no regular file never blocks the opening.
    func file(_ name: String) throws -> Int32? {
        let file = openat(descriptor, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard file >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw FileCall.failure("opening", "\(path)/\(name)")
        }
        var status = stat()
        guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(file)
            return nil
        }
        return file
    }

    /// Names in here, sorted by their bytes as keys sort: a folder counts as its name with `/`.
    func entries() throws -> [(name: String, status: stat)] {
        let copy = openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard copy >= 0, let stream = fdopendir(copy) else {
            if copy >= 0 { close(copy) }
            throw FileCall.failure("listing", path)
        }
        defer { closedir(stream) }
        var found: [(name: String, status: stat)] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in String(validating: bytes.prefix { $0 != 0 }, as: UTF8.self) }
            guard let name, !name.hasPrefix("."), let status = try status(name) else { continue }
            found.append((name, status))
        }
        func sortKey(_ entry: (name: String, status: stat)) -> String { entry.status.st_mode & S_IFMT == S_IFDIR ? entry.name + "/" : entry.name }
        return found.sorted { sortKey($0).utf8.lexicographicallyPrecedes(sortKey($1).utf8) }
    }

    /// What was linked into a folder survives a power cut only once the folder itself is on the disk.
    func sync() throws {
        guard fsync(descriptor) == 0 else { throw FileCall.failure("syncing the folder", path) }
    }
}
