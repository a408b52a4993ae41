import FleetCore
import Foundation

/// Reads small files at start-up, before any service runs.
public enum SettingsFile {
    /// - Throws: `FleetError` `file_unreadable` with the path.
    public static func read(_ path: String) throws -> [UInt8] {
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw FleetError("file_unreadable", .rejected, "\(path) cannot be opened", hint: "check that it exists and may be read")
        }
        defer { try? handle.close() }
        guard let data = try handle.read(upToCount: 1 << 20) else { return [] }
        return [UInt8](data)
    }
}
