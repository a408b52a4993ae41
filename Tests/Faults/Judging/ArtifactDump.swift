import Crypto
import FleetTesting
import Foundation

/// Every artifact that lies below a folder, with its digest.
enum ArtifactDump {
    static func all(below root: String) throws -> [ObjectEntry] {
        guard let walk = FileManager.default.enumerator(atPath: root) else { return [] }
        var entries: [ObjectEntry] = []
        for case let key as String in walk {
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: "\(root)/\(key)", isDirectory: &isFolder), !isFolder.boolValue else { continue }
            let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(root)/\(key)")))
            entries.append(entry(key, bytes))
        }
        return entries.sorted { $0.key < $1.key }
    }

    /// Those of a storage.
    static func entries(_ objects: [String: [UInt8]]) -> [ObjectEntry] { objects.sorted { $0.key < $1.key }.map { entry($0.key, $0.value) } }

    private static func entry(_ key: String, _ bytes: [UInt8]) -> ObjectEntry {
        let hash = SHA256()
        hash.update(bytes)
        return ObjectEntry(key: key, bytes: Int64(bytes.count), sha256: hash.digest().hex)
    }
}
