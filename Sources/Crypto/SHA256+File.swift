import FleetCore
import Glibc

extension SHA256 {
    /// Reads an open file from where it stands to its end. Blocks: callers use a thread of their own, never the cooperative pool.
    /// - Returns: the digest, and the bytes that were read.
    /// - Throws: `FleetError` `read_failed` (transient).
    public static func digest(ofFile descriptor: Int32) throws -> (digest: Digest, bytes: Int) {
        let hash = SHA256()
        var total = 0
        var buffer = [UInt8](repeating: 0, count: 256 * 1024)
        while true {
            let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                throw FleetError("read_failed", .transient, "reading a file for its digest: \(String(cString: strerror(errno)))")
            }
            if count == 0 { return (hash.digest(), total) }
            hash.update(buffer[..<count])
            total += count
        }
    }
}
