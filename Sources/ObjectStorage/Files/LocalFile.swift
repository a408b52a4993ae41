import FleetCore
import Glibc

/// A file of the local disk, read or written in pieces on a thread of its own. One task uses it.
struct LocalFile: Sendable {
    private let descriptor: Int32
    private let path: String
    private static let pieceBytes = 1024 * 1024

    init(reading path: String) throws {
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        self.path = path
        guard descriptor >= 0 else { throw Self.failure("opening", path) }
    }

    init(writing path: String) throws {
        descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        self.path = path
        guard descriptor >= 0 else { throw Self.failure("creating", path) }
    }

    /// The next piece; nil at the end.
    func read() async throws -> [UInt8]? {
        let (descriptor, path) = (descriptor, path)
        return try await Self.onThread {
            var count = 0
            let bytes = try [UInt8](unsafeUninitializedCapacity: Self.pieceBytes) { buffer, used in
                repeat { count = Glibc.read(descriptor, buffer.baseAddress, buffer.count) } while count < 0 && errno == EINTR
                guard count >= 0 else { throw Self.failure("reading", path) }
                used = count
            }
            return count == 0 ? nil : bytes
        }
    }

    func write(_ bytes: [UInt8]) async throws {
        let (descriptor, path) = (descriptor, path)
        try await Self.onThread {
            try bytes.withUnsafeBytes { buffer in
                var rest = buffer[...]
                while !rest.isEmpty {
                    let count = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                    if count < 0, errno == EINTR { continue }
                    guard count > 0 else { throw Self.failure("writing", path) }
                    rest = rest.dropFirst(count)
                }
            }
        }
    }

    func close() { _ = Glibc.close(descriptor) }

    static func failure(_ what: String, _ path: String) -> FleetError {
        FleetError("local_file", .transient, "\(what) \(path): \(String(cString: strerror(errno)))")
    }

    private static func onThread<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            DedicatedThread.start("local-file") { continuation.resume(with: Result { try body() }) }
        }
    }
}
