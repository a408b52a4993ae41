import FleetCore
import Glibc

/// A TCP socket on the loopback address, used with blocking calls by the threads of a fault proxy.
struct LoopbackSocket: Sendable {
    let descriptor: Int32

    /// - Parameter port: 0 takes a free one.
    static func listening(on port: UInt16) throws -> (socket: LoopbackSocket, port: UInt16) {
        let made = try make()
        var yes: Int32 = 1
        setsockopt(made.descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        var address = loopback(port)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                bind(made.descriptor, generic, length) == 0 && listen(made.descriptor, 64) == 0 && getsockname(made.descriptor, generic, &length) == 0
            }
        }
        guard bound else {
            made.close()
            throw FleetError("proxy_port", .transient, "the proxy cannot listen on port \(port): \(String(cString: strerror(errno)))")
        }
        return (made, UInt16(bigEndian: address.sin_port))
    }

    static func connected(to port: UInt16) throws -> LoopbackSocket {
        let made = try make()
        var address = loopback(port)
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(made.descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
        guard result == 0 else {
            made.close()
            throw FleetError("proxy_upstream", .transient, "nobody listens on port \(port)")
        }
        return made
    }

    func accepted() -> LoopbackSocket? {
        let peer = accept(descriptor, nil, nil)
        return peer < 0 ? nil : LoopbackSocket(descriptor: peer)
    }

    /// Waits until something can be read.
    /// - Returns: false when nothing came within `milliseconds`.
    func isReadable(within milliseconds: Int32) -> Bool {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&entry, 1, milliseconds) > 0
    }

    /// - Returns: nil at the end or after a failure.
    func read(atMost count: Int) -> [UInt8]? {
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, size in size = max(recv(descriptor, buffer.baseAddress, count, 0), 0) }
        return bytes.isEmpty ? nil : bytes
    }

    func write(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            if sent <= 0 { return false }
            rest = rest.dropFirst(sent)
        }
        return true
    }

    /// Wakes whoever waits on it; the descriptor stays until `close`.
    func shutDown() { shutdown(descriptor, Int32(SHUT_RDWR)) }

    /// The next `close` resets the connection instead of ending it.
    func resetOnClose() {
        var now = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &now, socklen_t(MemoryLayout<linger>.size))
    }

    func close() { Glibc.close(descriptor) }

    private static func make() throws -> LoopbackSocket {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw FleetError("proxy_socket", .transient, "no socket: \(String(cString: strerror(errno)))") }
        return LoopbackSocket(descriptor: descriptor)
    }

    private static func loopback(_ port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr = in_addr(s_addr: UInt32(0x7f00_0001).bigEndian)
        return address
    }
}
