import FleetCore
import Glibc

/// The files in the making, each locked by whoever writes it: what no one holds any more was left by a process that died.
enum PartialFiles {
    static let folder = ".partial"

    /// A new file, locked by its descriptor.
    static func make(in root: String) throws -> (descriptor: Int32, path: String) {
        while true {
            var template = Array("\(root)/\(folder)/XXXXXX".utf8CString)
            let descriptor = mkstemp(&template)
            guard descriptor >= 0, fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0 else {
                let error = errno == ENOENT ? Self.gone(root) : FileCall.failure("making a file in", "\(root)/\(folder)")
                if descriptor >= 0 { close(descriptor) }
                throw error
            }
            // Where the file system has no locks, nothing is ever swept either.
            _ = flock(descriptor, LOCK_EX | LOCK_NB)
            var status = stat()
            // A sweep may have come between the making and the lock.
            if fstat(descriptor, &status) == 0, status.st_nlink > 0 {
                return (descriptor, String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self))
            }
            close(descriptor)
        }
    }

    /// Removes what dead processes left.
    /// - Returns: how many files.
    @discardableResult static func sweep(_ root: String) throws -> Int {
        guard let folder = try StoreFolder.root(root).child(folder), let stream = fdopendir(dup(folder.descriptor)) else { return 0 }
        defer { closedir(stream) }
        var count = 0
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self) }
            guard let file = try? folder.file(name) else { continue }  // Removed meanwhile by its writer, or not ours to read.
            if flock(file, LOCK_EX | LOCK_NB) == 0, unlinkat(folder.descriptor, name, 0) == 0 { count += 1 }
            close(file)
        }
        return count
    }

    static func gone(_ root: String) -> FleetError {
        FleetError(
            "store_unavailable", .transient, "\(root) is no artifact folder any more", hint: "mount it again, or restart the process to make it")
    }
}
