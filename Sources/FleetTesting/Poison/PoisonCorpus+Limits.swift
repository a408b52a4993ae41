extension PoisonCorpus {
    /// Depth bombs and huge bodies: refused on their bytes, before any parser runs.
    static var limits: [PoisonCase] {
        let deep = PoisonCase.Expectation.refused("json_too_deep")
        let large = PoisonCase.Expectation.refused("json_too_large")
        func nested(_ open: String, _ close: String, _ depth: Int) -> String {
            String(repeating: open, count: depth) + String(repeating: close, count: depth)
        }
        var cases = [65, 66, 100, 513, 10_000, 100_000].flatMap { depth in
            [
                PoisonCase("\(depth) arrays", nested("[", "]", depth), deep),
                PoisonCase("\(depth) arrays, never closed", String(repeating: "[", count: depth), deep),
                PoisonCase("\(depth) arrays in a field", "{\"name\": \(nested("[", "]", depth))}", deep),
            ]
        }
        cases += [65, 513, 50_000].flatMap { depth in
            [
                PoisonCase("\(depth) objects", String(repeating: "{\"a\":", count: depth) + "1" + String(repeating: "}", count: depth), deep),
                PoisonCase("\(depth) objects, never closed", String(repeating: "{\"a\":", count: depth), deep),
                PoisonCase("\(depth) of both", nested("[{\"a\":", "}]", depth), deep),
            ]
        }
        cases += [
            PoisonCase("64 arrays", nested("[", "]", 64), wrongType), PoisonCase("brackets in a text", labelled("brackets", "\"" + String(repeating: "[", count: 200) + "\""), .accepted),
            PoisonCase("brackets in a text, behind an escape", labelled("escaped", #""\""# + String(repeating: "[{", count: 100) + #"\\""#), .accepted),
            PoisonCase("a name of 500,000 letters", "{\"name\": \"" + String(repeating: "x", count: 500_000) + "\"}", .refused("out_of_range")),
            PoisonCase("a key of 500,000 letters", "{\"" + String(repeating: "x", count: 500_000) + "\": 1}", .refused("unknown_field")),
            PoisonCase("a number of 500,000 digits", "{\"name\": " + String(repeating: "7", count: 500_000) + "}", invalid),
            PoisonCase("50,000 keys", "{" + (0..<50_000).map { "\"\($0)\":1" }.joined(separator: ",") + "}", .refused("unknown_field")),
            PoisonCase("250,000 elements", "[" + String(repeating: "1,", count: 250_000) + "1]", wrongType),
            PoisonCase("512 KiB of spaces", String(repeating: " ", count: 512 * 1024), invalid),
            PoisonCase("one byte above 512 KiB", "\"" + String(repeating: "x", count: 512 * 1024 - 1) + "\"", large),
            PoisonCase("spaces above 512 KiB around a good document", document("spaces") + String(repeating: " ", count: 512 * 1024), large),
            PoisonCase("a megabyte of brackets", String(repeating: "[", count: 1_000_000), large),
            PoisonCase("a megabyte that is not UTF-8", [UInt8](repeating: 0xFF, count: 1_000_000), large),
        ]
        return cases
    }
}
