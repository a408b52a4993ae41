import FleetCore
import Glibc

/// A loopback socket that says exactly what a test wants it to say. Blocking, with a limit on every wait.
final class RawClient: Sendable {
    private let descriptor: Int32

    init(port: UInt16) {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var limit = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        _ = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
    }

    deinit { close(descriptor) }

    func send(_ text: String) { send(Array(text.utf8)) }

    func send(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    /// What arrives until the other side closes, or until `marker` was seen.
    func receive(until marker: String? = nil) async -> (text: String, isClosed: Bool) {
        // On a thread of its own: the server under test needs the cooperative pool.
        await withCheckedContinuation { continuation in
            DedicatedThread.start("raw-client") { continuation.resume(returning: self.receiveBlocking(until: marker)) }
        }
    }

    private func receiveBlocking(until marker: String?) -> (text: String, isClosed: Bool) {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            let text = String(decoding: bytes, as: UTF8.self)
            if let marker, text.contains(marker) { return (text, false) }
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count == 0 || count < 0 && errno == ECONNRESET { return (text, true) }
            if count < 0 { return (text + "[nothing more]", false) }
            bytes += buffer[..<count]
        }
    }
}
