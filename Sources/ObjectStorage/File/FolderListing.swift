import Glibc

/// One page of a listing: folders are walked in the order of their keys, and only as far as the page goes.
struct FolderListing {
    let prefix: String
    let after: String?
    let limit: Int
    private(set) var found: [ObjectInformation] = []

    init(prefix: String, after: String?, limit: Int) {
        self.prefix = prefix
        self.after = after
        self.limit = limit
    }

    /// - Parameter key: of the folder, with `/` at its end; empty for the root.
    mutating func walk(_ folder: StoreFolder, key: String) throws {
        for (name, status) in try folder.entries() where found.count < limit {
            let isFolder = status.st_mode & S_IFMT == S_IFDIR
            let child = key + name + (isFolder ? "/" : "")
            guard child.hasPrefix(prefix) || (isFolder && prefix.hasPrefix(child)) else { continue }
            if isFolder {
                // All keys in it begin with `child`: the whole folder lies before the page when `after` does not and sorts later.
                if let after, !after.hasPrefix(child), Self.precedes(child, after) { continue }
                if let next = try folder.child(name) { try walk(next, key: child) }
            } else if status.st_mode & S_IFMT == S_IFREG, after.map({ Self.precedes($0, child) }) ?? true {
                found.append(ObjectInformation(key: child, bytes: Int64(status.st_size)))
            }
        }
    }

    private static func precedes(_ left: String, _ right: String) -> Bool { left.utf8.lexicographicallyPrecedes(right.utf8) }
}
