import FleetCore
import Glibc
import Synchronization

/// A server on the loopback address that says exactly what a test wants it to say. Each connection has a thread; every wait has a limit.
final class RawServer: Sendable {
    /// One connection, and which one it is, from 1.
    struct Connection: Sendable {
        fileprivate let descriptor: Int32
        let number: Int

        /// The head of the next request and its body by `Content-Length`; nil when the client closed.
        func request() -> String? {
            var bytes: [UInt8] = []
            var byte: UInt8 = 0
            while !bytes.suffix(4).elementsEqual([13, 10, 13, 10]) {
                guard recv(descriptor, &byte, 1, 0) == 1 else { return nil }
                bytes.append(byte)
            }
            let head = String(decoding: bytes, as: UTF8.self)
            let length = head.lowercased().split(separator: "\r\n").first { $0.hasPrefix("content-length:") }
                .flatMap { Int($0.dropFirst(15).drop { $0 == " " }) }
            for _ in 0..<(length ?? 0) {
                guard recv(descriptor, &byte, 1, 0) == 1 else { return nil }
                bytes.append(byte)
            }
            return String(decoding: bytes, as: UTF8.self)
        }

        /// - Returns: how many bytes the other side took.
        @discardableResult
        func send(_ bytes: [UInt8]) -> Int {
            var sent = 0
            while sent < bytes.count {
                let count = bytes[sent...].withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
                guard count > 0 else { return sent }
                sent += count
            }
            return sent
        }

        @discardableResult
        func send(_ text: String) -> Int { send(Array(text.utf8)) }

        /// Whether the client closed its side.
        func waitForClose() -> Bool {
            var byte: UInt8 = 0
            let count = recv(descriptor, &byte, 1, 0)
            return count == 0 || count < 0 && errno == ECONNRESET
        }
    }

    let port: UInt16
    private let descriptor: Int32
    private let count = Mutex(0)

    /// How many connections came.
    var connections: Int { count.withLock { $0 } }

    /// - Parameter script: runs on a thread of its own per connection; the connection ends with it.
    init(_ script: @escaping @Sendable (Connection) -> Void) {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = descriptor
        _ = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { name in
                bind(descriptor, name, length) + listen(descriptor, 256) + getsockname(descriptor, name, &length)
            }
        }
        port = UInt16(bigEndian: address.sin_port)
        DedicatedThread.start("raw-server") { [weak self] in
            while true {
                let accepted = accept(descriptor, nil, nil)
                guard accepted >= 0 else { return }
                // Beside hundreds of other tests a client may come to its next step after a minute only: a shorter limit would end the connection
                // under it, and a test that waits for the client's own closing would wait for ever.
                var limit = timeval(tv_sec: 600, tv_usec: 0)
                setsockopt(accepted, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
                setsockopt(accepted, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
                let number = self?.count.withLock { count -> Int in
                    count += 1
                    return count
                }
                DedicatedThread.start("raw-connection") {
                    script(Connection(descriptor: accepted, number: number ?? 0))
                    close(accepted)
                }
            }
        }
    }

    /// Refuses connections from now on.
    func stop() { shutdown(descriptor, Int32(SHUT_RDWR)) }

    deinit {
        stop()
        close(descriptor)
    }

    func url(_ path: String) -> String { "http://127.0.0.1:\(port)\(path)" }
}
