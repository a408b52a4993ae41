import CSQLite
import FleetCore
import Glibc

/// File systems on which locks and shared memory do not hold across machines, so that SQLite's write-ahead log is not safe there.
enum FileSystemKind {
    /// The numbers that `statfs` gives for them.
    private static let network: [UInt32: String] = [
        0x6969: "NFS", 0xFF53_4D42: "CIFS", 0xFE53_4D42: "SMB", 0x517B: "SMB", 0x0102_1997: "9P", 0x00C3_6400: "Ceph", 0x0BD0_0BD0: "Lustre",
        0x4750_4653: "GPFS", 0x5346_414F: "AFS", 0x7375_7245: "Coda", 0x1983_0326: "BeeGFS", 0x7461_636F: "OCFS2", 0x0116_1970: "GFS2",
    ]

    /// - Throws: `FleetError` `store_on_network` (fatal).
    static func refuseNetwork(_ directory: String) throws {
        var answer = statfs()
        guard statfs(directory, &answer) == 0 else {
            throw FleetError("store_unwritable", .fatal, "\(directory) cannot be looked at: \(String(cString: strerror(errno)))")
        }
        if let name = name(ofKind: UInt32(truncatingIfNeeded: answer.f_type)) {
            throw FleetError(
                "store_on_network", .fatal, "\(directory) lies on a network file system (\(name)), where SQLite can lose data",
                hint: "use a local or block volume, or PostgreSQL")
        }
    }

    static func name(ofKind number: UInt32) -> String? { network[number] }
}
