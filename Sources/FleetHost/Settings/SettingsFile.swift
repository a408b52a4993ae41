import FleetCore
import Foundation

/// Reads small files at start-up, before any service runs.
public enum SettingsFile {
    /// - Parameter limit: bytes; a longer file is refused rather than cut.
    /// - Throws: `FleetError` `file_unreadable` or `file_too_large` with the path.
    public static func read(_ path: String, atMost limit: Int = 1 << 20) throws -> [UInt8] {
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw FleetError("file_unreadable", .rejected, "\(path) cannot be opened", hint: "check that it exists and may be read")
        }
        defer { try? handle.close() }
        let read: Data?
        do { read = try handle.read(upToCount: limit + 1) } catch {
            var isFolder: ObjCBool = false
            let what = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue ? "is a folder" : "cannot be read"
            throw FleetError("file_unreadable", .rejected, "\(path) \(what)", hint: "name a file")
        }
        guard let data = read else { return [] }
        guard data.count <= limit else { throw FleetError("file_too_large", .rejected, "\(path) has more than \(limit) bytes") }
        return [UInt8](data)
    }
}
