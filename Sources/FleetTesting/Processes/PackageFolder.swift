import Foundation

/// The folder of `Package.swift`, seen from this file.
public enum PackageFolder {
    public static let path: String = {
        var folder = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        while folder.pathComponents.count > 1, folder.lastPathComponent != "Sources" { folder.deleteLastPathComponent() }
        return folder.deletingLastPathComponent().path
    }()
}
