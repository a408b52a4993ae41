import FleetCore
import JSON
import Testing

@Suite struct JSONReaderTests {
    private func fault(_ text: String, limits: JSONLimits = .standard) -> FleetError? { fault(Array(text.utf8), limits: limits) }

    private func fault(_ bytes: [UInt8], limits: JSONLimits = .standard) -> FleetError? {
        do {
            _ = try JSONReader.parse(bytes, limits: limits)
            return nil
        } catch {
            return error as? FleetError
        }
    }

    @Test func readsEveryTypeAndKeepsTheOrderOfKeys() throws {
        let value = try JSONReader.parse(#" {"z": [1, -2.5, 1e3, true, false, null], "a": "\u00e9\ud83d\ude00\n/", "empty": {}} "#)
        #expect(value.object?.keys == ["z", "a", "empty"])
        #expect(value["z"] == [.integer(1), .number(-2.5), .number(1000), true, false, nil])
        #expect(value["a"]?.string == "é😀\n/")
        #expect(try JSONReader.parse("-9223372036854775808") == .integer(.min))
        #expect(try JSONReader.parse(#""""#) == "")
    }

    @Test(arguments: [
        ("", "empty"), ("  ", "too early"), ("{\"a\":1,}", "key"), ("[1,]", "value"), ("{'a':1}", "double quotes"), ("[01]", "number"),
        ("[1.]", "point"),
        ("[+1]", "value"), ("[NaN]", "value"), ("nul", "null"), ("[1] [2]", "follows"), ("{\"a\" 1}", "colon"), ("[1 2]", "comma"),
        ("[\"a", "no end"),
        ("[\"\\x\"]", "escape"), ("[\"\u{01}\"]", "control"), ("// no\n{}", "value"), ("]", "value"), ("{\"a\":1]", "comma"),
        ("[1e999]", "precision"),
        ("9223372036854775808", "64 bits"), ("123456789012345678901234567890", "64 bits"), ("[\"\\ud800\"]", "surrogate"),
        ("[\"\\udc00\"]", "surrogate"),
        ("[\"\\ud83dx\\ude00\"]", "surrogate"), ("\u{FEFF}{}", "byte order mark"),
    ])
    func refusesWithTheReason(text: String, reason: String) {
        let error = fault(text)
        #expect(error?.code == "json_invalid")
        #expect(error?.disposition == .rejected)
        #expect(error?.message.contains(reason) == true, "\(error?.message ?? "accepted")")
    }

    @Test func saysLineColumnAndByte() {
        #expect(fault("{\n  \"a\": 1,\n  \"b\": x\n}")?.message.hasPrefix("line 3, column 8 (byte 19)") == true)
    }

    @Test func namesAKeyThatStandsTwice() {
        #expect(fault(#"{"x": [{"epochs": 1, "rate": 2, "epochs": 3}]}"#)?.message.contains("\"epochs\"") == true)
        // The same key, once written with an escape.
        #expect(fault(#"{"a": 1, "\u0061": 2}"#)?.code == "json_invalid")
        #expect(fault(#"{"a": {"a": {"a": 1}}, "b": {"a": 1}}"#) == nil)
    }

    /// Few keys are compared by their first bytes, many are sorted.
    @Test func tellsKeysApartThatAreNearlyEqual() {
        func object(_ keys: [String]) -> String { "{" + keys.map { "\"\($0)\": 1" }.joined(separator: ", ") + "}" }
        let many = (0..<17).map { "key-\($0)" }
        #expect(fault(object(many)) == nil)
        #expect(fault(object(many + ["key-3"]))?.code == "json_invalid")
        #expect(fault(object(Array(many.prefix(15)) + ["key-3"]))?.code == "json_invalid")
        #expect(fault(object(["12345678a", "12345678b"])) == nil)
        #expect(fault(object(["12345678a", "12345678a"]))?.code == "json_invalid")
        #expect(fault(object(["", "a", "ab"])) == nil)
        #expect(fault(object(["", ""]))?.code == "json_invalid")
        #expect(fault(object([#"a\u0000b"#, #"a\u0000c"#, "a"])) == nil)
        #expect(fault(object([#"a\u0000b"#, #"a\u0000b"#]))?.code == "json_invalid")
        let long = String(repeating: "x", count: 70_000)
        #expect(fault(object([long, long + "y", String(repeating: "x", count: 70_000 - 65_536)])) == nil)
        #expect(fault(object([long, long]))?.code == "json_invalid")
    }

    @Test func refusesWhatIsTooLargeOrTooDeep() {
        #expect(fault(String(repeating: "[", count: 65) + String(repeating: "]", count: 65))?.code == "json_too_deep")
        #expect(fault(String(repeating: "[", count: 64) + String(repeating: "]", count: 64)) == nil)
        #expect(fault(String(repeating: "[", count: 500_000))?.code == "json_too_deep")
        #expect(fault("\"" + String(repeating: "[", count: 100) + "\"") == nil)
        #expect(fault("[1,2,3]", limits: JSONLimits(maximumBytes: 6))?.code == "json_too_large")
        for bytes: [UInt8] in [
            [0x22, 0xFF, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22], [0x22, 0xE2, 0x82], [0x22, 0xF5, 0x80, 0x80, 0x80, 0x22],
        ] {
            #expect(fault(bytes)?.code == "json_not_utf8")
            #expect(fault(bytes)?.message.contains("(byte 1)") == true)
        }
    }

    @Test func errorsDoNotQuoteValues() {
        #expect(fault(#"{"password": "hunter2" "x"}"#)?.description.contains("hunter2") == false)
    }

    @Test func deepDocumentsAreReadWhereTheLimitsAllowThem() throws {
        let text = String(repeating: "[", count: 1500) + String(repeating: "]", count: 1500)
        _ = try JSONReader.parse(text, limits: JSONLimits(maximumDepth: 2000))
    }

    /// Damaged documents: whatever happens, reading ends in a value or in an error with a place, and what was accepted can be written and read again.
    @Test func survivesTenThousandDamagedDocuments() throws {
        let sample = Array(#"{"a":[1,-2.5e3,"x\u00e9\\",{"b":null}],"c":true,"d":{"e":[[],{}]},"f":"é😀"}"#.utf8)
        let random = SeededRandom(seed: 7)
        var accepted = 0
        for _ in 0..<10_000 {
            var bytes = sample
            for _ in 0...(random.next() % 3) {
                let at = Int(random.next() % UInt64(bytes.count))
                switch random.next() % 4 {
                case 0: bytes.remove(at: at)
                case 1: bytes[at] = UInt8(truncatingIfNeeded: random.next())
                case 2: bytes.insert(Array("{}[],:\"\\0e-. u".utf8)[Int(random.next() % 14)], at: at)
                default: bytes.removeSubrange(at...)
                }
                if bytes.isEmpty { break }
            }
            do {
                let value = try JSONReader.parse(bytes)
                accepted += 1
                #expect(try JSONReader.parse(JSONWriter.compact.bytes(value)) == value)
            } catch let error as FleetError {
                #expect(!error.message.contains("code "), "no place found for \(String(decoding: bytes, as: UTF8.self))")
            }
        }
        #expect(accepted > 100)
    }
}
