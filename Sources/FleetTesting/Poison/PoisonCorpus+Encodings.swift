extension PoisonCorpus {
    /// Bytes that are not UTF-8, and other encodings of a document.
    static var encodings: [PoisonCase] {
        let sequences: [(String, [UInt8])] = [
            ("continuation alone", [0x80]), ("continuation BF", [0xBF]), ("two continuations", [0x80, 0xBF]), ("start of two", [0xC3]), ("start of two, then a letter", [0xC3, 0x41]),
            ("start of three", [0xE2]), ("two of three", [0xE2, 0x82]), ("start of four", [0xF0]), ("three of four", [0xF0, 0x9F, 0x98]), ("overlong NUL", [0xC0, 0x80]),
            ("overlong slash", [0xC0, 0xAF]), ("overlong C1", [0xC1, 0x81]), ("overlong of three", [0xE0, 0x80, 0x80]), ("overlong of three, high", [0xE0, 0x9F, 0xBF]),
            ("overlong of four", [0xF0, 0x80, 0x80, 0x80]), ("overlong of four, high", [0xF0, 0x8F, 0xBF, 0xBF]), ("high surrogate", [0xED, 0xA0, 0x80]),
            ("low surrogate", [0xED, 0xBF, 0xBF]), ("surrogate pair in six bytes", [0xED, 0xA0, 0xBD, 0xED, 0xB8, 0x80]), ("beyond the last code point", [0xF4, 0x90, 0x80, 0x80]),
            ("start F5", [0xF5, 0x80, 0x80, 0x80]), ("five bytes", [0xF8, 0x88, 0x80, 0x80, 0x80]), ("six bytes", [0xFC, 0x84, 0x80, 0x80, 0x80, 0x80]), ("FE", [0xFE]),
            ("FF", [0xFF]), ("Latin-1", [0x63, 0x61, 0x66, 0xE9]),
        ]
        var cases = sequences.flatMap { name, bytes in
            [
                PoisonCase("in a text: \(name)", Array("{\"name\": \"".utf8) + bytes + Array("\"}".utf8), notUTF8),
                PoisonCase("in a key: \(name)", Array("{\"".utf8) + bytes + Array("\": 1}".utf8), notUTF8),
            ]
        }
        cases += sequences.prefix(10).map { PoisonCase("alone: \($0)", $1, notUTF8) }
        let text = #"{"name": "a"}"#
        let little = text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        let big = text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
        cases += [
            // Without a mark these are UTF-8 with NULs in it, and no JSON.
            PoisonCase("UTF-16, little end first", little, invalid), PoisonCase("UTF-16, big end first", big, invalid),
            PoisonCase("UTF-16 with its mark, little end first", [0xFF, 0xFE] + little, notUTF8),
            PoisonCase("UTF-16 with its mark, big end first", [0xFE, 0xFF] + big, notUTF8),
            PoisonCase("UTF-32", text.unicodeScalars.flatMap { [0, 0, 0, UInt8(truncatingIfNeeded: $0.value)] }, invalid),
            PoisonCase("UTF-8 with a mark", [0xEF, 0xBB, 0xBF] + Array(text.utf8), invalid), PoisonCase("a mark alone", [0xEF, 0xBB, 0xBF], invalid),
            PoisonCase("half a mark", [0xEF, 0xBB], notUTF8), PoisonCase("gzip", [0x1F, 0x8B, 0x08, 0x00, 0x00], notUTF8),
            PoisonCase("zstandard", [0x28, 0xB5, 0x2F, 0xFD, 0x04], notUTF8), PoisonCase("a picture", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], notUTF8),
            PoisonCase("Avro with a schema id", [0, 0, 0, 0, 7, 0x02, 0x61], invalid), PoisonCase("Java's serialisation", [0xAC, 0xED, 0x00, 0x05], notUTF8),
            PoisonCase("all bytes", (0...255).map { UInt8($0) }, notUTF8), PoisonCase("NULs", [UInt8](repeating: 0, count: 4096), invalid),
        ]
        return cases
    }
}
