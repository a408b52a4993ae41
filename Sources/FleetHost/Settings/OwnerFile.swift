import FleetCore
import Glibc

/// Small files that only their owner may read: tokens, and what holds one.
public enum OwnerFile {
    /// Writes aside and renames: nobody reads half a file, and at no moment has it a wider mode than its own. Links are not followed.
    /// - Throws: `FleetError` `file_unwritable` (rejected) with the path.
    public static func write(_ bytes: [UInt8], to path: String) throws {
        let partial = path + ".part"
        // What a process that was killed left behind; a link that somebody put there goes too, and what it points at stays.
        unlink(partial)
        let file = open(partial, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw unwritable(path, errno) }
        var failure = append(bytes, to: file)
        if failure == 0, fsync(file) != 0 { failure = errno }
        if close(file) != 0, failure == 0 { failure = errno }
        if failure == 0, rename(partial, path) != 0 { failure = errno }
        guard failure == 0 else {
            unlink(partial)
            throw unwritable(path, failure)
        }
    }

    /// Makes the folder of `path` where it is not there, for its owner only; the fleet's own `.modelops` is closed to others also when it is.
    /// - Throws: `FleetError` `file_unwritable` (rejected) with the folder.
    public static func makeFolder(of path: String) throws {
        guard let slash = path.lastIndex(of: "/"), slash > path.startIndex else { return }
        let folder = String(path[..<slash])
        try makeFolder(of: folder)
        if mkdir(folder, 0o700) == 0 { return }
        guard errno == EEXIST else { throw unwritable(folder, errno) }
        guard folder == ".modelops" || folder.hasSuffix("/.modelops") else { return }
        var status = stat()
        guard lstat(folder, &status) == 0, status.st_mode & S_IFMT == S_IFDIR, status.st_uid == geteuid(), status.st_mode & 0o077 != 0 else { return }
        guard chmod(folder, 0o700) == 0 else { throw unwritable(folder, errno) }
    }

    /// Refuses a file that others than its owner may read or change.
    /// - Throws: `FleetError` `file_open_to_others` (rejected) with the path.
    public static func check(_ path: String) throws {
        var status = stat()
        guard stat(path, &status) == 0 else { return }
        guard status.st_mode & 0o077 == 0 else {
            throw FleetError(
                "file_open_to_others", .rejected, "\(path) may be read or changed by others than its owner",
                hint: "if nobody else saw it: chmod 600 \(path); else remove it, and a new one is made")
        }
    }

    private static func append(_ bytes: [UInt8], to file: Int32) -> Int32 {
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            if written < 0 {
                if errno == EINTR { continue }
                return errno
            }
            rest = rest.dropFirst(written)
        }
        return 0
    }

    private static func unwritable(_ path: String, _ number: Int32) -> FleetError {
        FleetError("file_unwritable", .rejected, "\(path) cannot be written: \(String(cString: strerror(number)))", hint: "name a place that is yours")
    }
}
