import Crypto
import FleetCore
import Foundation
import HTTP
import ObjectStorage
import Synchronization

/// A real S3 server for tests that checks signatures, where there is one: a folder with `start-s3`, named by `MODELOPS_TEST_S3`, or else
/// `../shared/s3proxy` beside the package.
public final class RealS3: Sendable {
    /// The folder, if there is one and Java too.
    public static let folder: String? = {
        let candidates = [ProcessInfo.processInfo.environment["MODELOPS_TEST_S3"], PackageFolder.path + "/../shared/s3proxy"].compactMap { $0 }
        let found = candidates.first { FileManager.default.isExecutableFile(atPath: $0 + "/start-s3") }
        let path = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        return path.contains { FileManager.default.isExecutableFile(atPath: $0 + "/java") } ? found : nil
    }()

    public static var isThere: Bool { folder != nil }

    /// One server for all tests of the process, each with a bucket of its own.
    public static let shared = SharedResource { try await RealS3.start() }

    public let endpoint: String
    public let accessKey: String
    public let secretKey: String
    private let data: String
    private let bucketCount = Mutex(0)
    /// The server ends when this closes, which the end of the process does too.
    private let lifeline: Pipe

    private init(_ answer: [String: String], lifeline: Pipe) throws {
        guard let endpoint = answer["S3_ENDPOINT"], let access = answer["AWS_ACCESS_KEY_ID"], let secret = answer["AWS_SECRET_ACCESS_KEY"],
            let data = answer["DATA"]
        else { throw FleetError("s3_absent", .permanent, "the S3 server did not start", hint: "start it by hand to see why") }
        self.endpoint = endpoint
        accessKey = access
        secretKey = secret
        self.data = data
        self.lifeline = lifeline
    }

    private static func start() async throws -> RealS3 {
        guard let folder else { throw FleetError("s3_absent", .permanent, "no S3 server for tests here", hint: "set MODELOPS_TEST_S3") }
        // seam: a test server, started outside the code under test.
        let process = Process()
        let lifeline = Pipe()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/setsid")
        process.arguments = ["bash", "-c", script, "s3-for-tests", folder]
        process.standardInput = lifeline
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let text = await withCheckedContinuation { (continuation: CheckedContinuation<String, Never>) in
            DedicatedThread.start("s3-for-tests") {
                // Ends with the script's own output, which it closes once the server answers.
                continuation.resume(returning: String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self))
            }
        }
        let pairs = text.split(separator: "\n").map { $0.split(separator: "=", maxSplits: 1).map(String.init) }.filter { $0.count == 2 }
        return try RealS3(Dictionary(pairs.map { ($0[0], $0[1]) }, uniquingKeysWith: { $1 }), lifeline: lifeline)
    }

    /// Makes a bucket, which is a folder of the server's, and tells its name.
    public func bucket() throws -> String {
        let number = bucketCount.withLock { count in
            count += 1
            return count
        }
        let name = "bucket-\(number)"
        try FileManager.default.createDirectory(atPath: "\(data)/objects/\(name)", withIntermediateDirectories: true)
        return name
    }

    /// The files of a bucket, as the server keeps them.
    public func files(of bucket: String) -> [String] {
        let folder = "\(data)/objects/\(bucket)"
        return (FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []).filter { path in
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: "\(folder)/\(path)", isDirectory: &isFolder) && !isFolder.boolValue
        }.sorted()
    }

    /// Puts a file into a bucket behind the server's back.
    public func place(_ text: String, at key: String, in bucket: String) throws {
        let path = "\(data)/objects/\(bucket)/\(key)"
        try FileManager.default.createDirectory(atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    }

    /// - Parameter secret: another one than the server knows, where a test wants to be refused.
    public func client(secret: String? = nil, _ adjust: (inout S3Limits) -> Void = { _ in }) throws -> S3Client {
        var limits = S3Limits()
        adjust(&limits)
        return S3Client(
            endpoint: try S3Endpoint(endpoint, region: "us-east-1"),
            credentials: FixedS3Credential(AWSCredential(accessKey: accessKey, secretKey: secret ?? secretKey)),
            http: try CurlClient(policy: AddressPolicy(allowsPrivate: true)), clock: SystemClock(), random: SystemRandom(), limits: limits)
    }

    private static let script = """
        trap '' INT TERM HUP PIPE
        data=$(mktemp -d "${TMPDIR:-/tmp}/modelops-s3.XXXXXX") || exit 1
        echo "DATA=$data"
        "$1/start-s3" --dir "$data" </dev/null
        exec >/dev/null
        cat >/dev/null
        . "$data/env"
        kill -9 "$S3_PID"
        rm -rf "$data"
        """
}
