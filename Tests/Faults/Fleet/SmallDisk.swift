import FleetCore
import FleetTesting
import Foundation
import Glibc

/// A file system of a few megabytes in memory, which a test can fill.
final class SmallDisk: Sendable {
    private let folder: String

    /// Mounts it; needs root.
    init(at folder: String, megabytes: Int) throws {
        self.folder = folder
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        guard mount("tmpfs", folder, "tmpfs", 0, "size=\(megabytes)m") == 0 else {
            throw FleetError("no_mount", .permanent, "no small disk: \(String(cString: strerror(errno)))")
        }
    }

    /// Leaves no byte free.
    func fill() throws {
        _ = FileManager.default.createFile(atPath: folder + "/ballast", contents: nil)
        let file = open(folder + "/ballast", O_WRONLY | O_APPEND)
        defer { close(file) }
        let piece = [UInt8](repeating: 0, count: 4096)
        while write(file, piece, piece.count) > 0 {}
    }

    func makeRoom() throws { try FileManager.default.removeItem(atPath: folder + "/ballast") }

    func unmount() { umount2(folder, Int32(MNT_DETACH)) }
}
