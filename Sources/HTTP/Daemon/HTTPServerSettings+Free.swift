import CMicroHTTP
import FleetCore
import Glibc

extension HTTPServerSettings {
    /// Whether a server could listen here now: found out before what a server needs is started, which is long in ending.
    /// - Throws: `FleetError` `listen_failed` (fatal) with address and port.
    public func checkFree() throws {
        guard let socketAddress = SocketAddress(address, port: port) else {
            throw FleetError("listen_failed", .fatal, "\(address) is not a numeric address", hint: "set a numeric address such as 127.0.0.1")
        }
        let family = socketAddress.isVersion6 ? AF_INET6 : AF_INET
        let descriptor = fleet_stream_socket(family)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        var yes: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        let length = socklen_t(socketAddress.isVersion6 ? MemoryLayout<sockaddr_in6>.size : MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafePointer(to: socketAddress.storage) { storage in
            storage.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) }
        }
        guard bound != 0 else { return }
        throw FleetError(
            "listen_failed", .fatal, "listening on \(address) port \(port): \(String(cString: strerror(errno)))",
            hint: "stop what uses the port, or choose another")
    }
}
