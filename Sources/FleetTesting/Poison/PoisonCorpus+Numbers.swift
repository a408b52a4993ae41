extension PoisonCorpus {
    /// Numbers as the grammar has them, as it has them not, and beyond what 64 bits and doubles hold (refused, never rounded in silence).
    static var numbers: [PoisonCase] {
        let broken = [
            "-", "+1", "01", "-01", "00", "1.", "-1.", ".5", "-.5", "1e", "1e+", "1E-", "1ee2", "1e1.5", "0e", "0E+", "2.e3", "1.2.3", "--1", "++1", "1-2", "- 1",
            "0x1F", "0b1", "0o7", "1_000", "1f", "1L", "1a", "-a", "NaN", "-NaN", "Infinity", "-Infinity", "+Inf", "1e400", "-1e400", "\u{FF11}", "1\u{0661}",
            "18446744073709551616", "-9223372036854775809", String(repeating: "9", count: 400), "1e99999999999999999999",
        ]
        let contexts: [(String, (String) -> String)] = [
            ("in an object", { "{\"name\": \($0)}" }), ("in an array", { "[\($0)]" }), ("alone", { $0 }),
        ]
        var cases = broken.flatMap { token in
            contexts.map { PoisonCase("\($0.0): \(token.prefix(24))", $0.1(token), invalid) }
        }
        let good = ["0", "0.0", "-0", "-0.0", "0e0", "0E+1", "0e-5", "1e-1", "1E-1", "1.0e-1", "0.10000", "10e-2", "0.000000001e7", "1e-400", "0.1234567890123456789"]
        cases += good.enumerated().map { index, token in
            PoisonCase("a share of \(token)", document("share-\(index)", "\"dataset\": \(split(token))", replacing: true), .accepted)
        }
        for token in ["1.5", "2e0", "-0.1", "1"] {
            cases.append(
                PoisonCase("a share of \(token)", document("share", "\"dataset\": \(split(token))", replacing: true), .refused("out_of_range")))
        }
        return cases
    }

    private static func split(_ share: String) -> String {
        """
        {"sources": ["file:///data/tickets.jsonl"], "fields": {"prompt": "body", "completion": "queue"}, "split": {"validation": \(share), "test": 0.1}}
        """
    }

    private static func document(_ name: String, _ member: String, replacing: Bool) -> String {
        "{\"name\": \"\(name)\", \(member), \"train\": {\"provider\": \"local\", \"base_model\": \"smollm2-135m-instruct\"}}"
    }
}
