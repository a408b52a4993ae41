import Crypto

/// What rows that read the same have in common: 16 bytes of SHA-256 over prompt and completion, with their border.
enum TextHash {
    static func of(_ row: DatasetRow) -> [UInt8] {
        let hash = SHA256()
        let prompt = Array(row.prompt.utf8)
        hash.update(Array("\(prompt.count) ".utf8))
        hash.update(prompt)
        hash.update(Array(row.completion.utf8))
        return Array(hash.digest().bytes.prefix(16))
    }
}
