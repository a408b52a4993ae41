import FleetCore
import Foundation
import Glibc

/// `file://` sources below the folders that the settings allow, links resolved before the check.
public final class FileSourceStore: SourceStore {
    private let roots: SourceRoots
    private let tenantRoots: [TenantName: SourceRoots]
    private let threads = FileThreads(width: 2)
    /// A pattern names no more files than this.
    private let maximumFiles = 10_000

    /// A folder that does not exist allows nothing.
    /// - Parameters:
    ///   - roots: folders below which the sources of tenants lie that have none of their own.
    ///   - tenantRoots: folders of tenants: they read nothing else, and nobody else reads there.
    public init(roots: [String], tenantRoots: [TenantName: [String]] = [:]) {
        self.roots = SourceRoots(roots, except: tenantRoots.values.flatMap { $0 })
        self.tenantRoots = tenantRoots.mapValues { SourceRoots($0) }
    }

    public func files(of address: SourceAddress) async throws -> [SourceFile] {
        let (uri, tenant) = (address.uri, address.tenant)
        let roots = roots(of: tenant)
        let path = try Self.path(of: uri)
        try roots.check(written: path)
        return try await threads.run { [maximumFiles] in
            guard let pattern = try SourcePattern(path) else { return [try Self.file(at: path, roots: roots, tenant)] }
            let matches = try pattern.matches(below: roots, limit: maximumFiles)
            guard !matches.isEmpty else { throw FleetError("source_missing", .rejected, "no file matches \(uri)", hint: "check the pattern") }
            return try matches.map { try Self.file(at: $0, roots: roots, tenant) }
        }
    }

    public func reader(of file: SourceFile, from offset: Int64) async throws -> any ObjectReader {
        let path = try Self.path(of: file.uri)
        let roots = roots(of: file.tenant)
        let descriptor = try await threads.run { () -> Int32 in
            guard try Self.file(at: path, roots: roots, file.tenant).isSame(as: file), offset >= 0, offset <= file.bytes else { throw Self.changed(file) }
            let descriptor = open(try roots.resolve(path), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
            guard descriptor >= 0 else { throw SourceRoots.missing(path) }
            var status = Glibc.stat()
            // What was opened counts, not what had the name a moment ago.
            guard fstat(descriptor, &status) == 0, Self.version(of: status) == file.version, lseek(descriptor, off_t(offset), SEEK_SET) >= 0 else {
                close(descriptor)
                throw Self.changed(file)
            }
            return descriptor
        }
        return FileReader(path: path, descriptor: descriptor, limit: file.bytes - offset, threads: threads)
    }

    private func roots(of tenant: TenantName) -> SourceRoots { tenantRoots[tenant] ?? roots }

    /// The path of a `file://` URI, escapes decoded.
    static func path(of uri: String) throws -> String {
        guard uri.hasPrefix("file:///"), let path = uri.dropFirst(7).removingPercentEncoding, !path.utf8.contains(0) else {
            throw FleetError("source_refused", .rejected, "\(uri.prefix(80)) is no absolute file URI", hint: "write file:///FOLDER/FILE")
        }
        return path
    }

    private static func file(at path: String, roots: SourceRoots, _ tenant: TenantName) throws -> SourceFile {
        let real = try roots.resolve(path)
        var status = Glibc.stat()
        guard stat(real, &status) == 0 else { throw SourceRoots.missing(path) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw FleetError("source_unreadable", .rejected, "\(path) is no file") }
        guard access(real, R_OK) == 0 else {
            throw FleetError("source_unreadable", .rejected, "\(path) may not be read", hint: "let the fleet's user read it")
        }
        return SourceFile(uri: "file://" + path.replacing("%", with: "%25"), bytes: Int64(status.st_size), version: version(of: status), tenant: tenant)
    }

    private static func version(of status: stat) -> String {
        "\(status.st_size)-\(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)-\(status.st_ino)"
    }

    private static func changed(_ file: SourceFile) -> FleetError {
        FleetError("source_changed", .rejected, "\(file.uri) is not the file that was planned", hint: "submit the job again")
    }
}
