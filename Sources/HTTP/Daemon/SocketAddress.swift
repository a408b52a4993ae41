import FleetCore
import Glibc

/// Numeric addresses of either family.
struct SocketAddress {
    private(set) var storage = sockaddr_storage()
    var isVersion6: Bool { storage.ss_family == sa_family_t(AF_INET6) }

    /// Nil when the text is no numeric address.
    init?(_ text: String, port: UInt16) {
        var four = sockaddr_in()
        if inet_pton(AF_INET, text, &four.sin_addr) == 1 {
            four.sin_family = sa_family_t(AF_INET)
            four.sin_port = port.bigEndian
            withUnsafeMutableBytes(of: &storage) { target in withUnsafeBytes(of: four) { target.copyMemory(from: $0) } }
            return
        }
        var six = sockaddr_in6()
        guard inet_pton(AF_INET6, text, &six.sin6_addr) == 1 else { return nil }
        six.sin6_family = sa_family_t(AF_INET6)
        six.sin6_port = port.bigEndian
        withUnsafeMutableBytes(of: &storage) { target in withUnsafeBytes(of: six) { target.copyMemory(from: $0) } }
    }

    /// The numeric address of a socket address, without port; empty for another family.
    static func text(_ address: UnsafePointer<sockaddr>?) -> String {
        guard let address else { return "" }
        var buffer = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        switch Int32(address.pointee.sa_family) {
        case AF_INET:
            address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { four in
                var bytes = four.pointee.sin_addr
                _ = inet_ntop(AF_INET, &bytes, &buffer, socklen_t(buffer.count))
            }
        case AF_INET6:
            address.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { six in
                var bytes = six.pointee.sin6_addr
                _ = inet_ntop(AF_INET6, &bytes, &buffer, socklen_t(buffer.count))
            }
        default: return ""
        }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
