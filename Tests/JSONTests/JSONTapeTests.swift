import FleetCore
import JSON
import Testing

@Suite struct JSONTapeTests {
    @Test func readsManyLinesWithOneParser() throws {
        let tape = JSONTape()
        var total: Int64 = 0
        var texts = 0
        for number in 1...500 {
            let line = Array(
                #"{"id": \#(number), "text": "\#(String(repeating: "x", count: number))", "nested": {"skip": [1, 2, {"id": 9}]}, "last": 0.5}"#.utf8)
            let row = try tape.parse(line)
            total += row["id"]?.integer() ?? 0
            texts += row["text"]?.withString(\.count) ?? 0
            #expect(row["last"]?.number() == 0.5)
            #expect(row["missing"] == nil)
        }
        #expect(total == 125_250)
        #expect(texts == 125_250)
    }

    @Test func walksWithoutMakingValues() throws {
        let root = try JSONTape().parse(ArraySlice(#"{"rows": [{"k": "a"}, {"k": "b"}, 3, null, false], "n": -7}"#.utf8))
        var seen: [String] = []
        root["rows"]?.forEachElement { seen.append($0["k"]?.string() ?? "-") }
        #expect(seen == ["a", "b", "-", "-", "-"])
        var keys: [String] = []
        root.forEachMember { key, _ in keys.append(key) }
        #expect(keys == ["rows", "n"])
        #expect(root["n"]?.integer() == -7)
        #expect(root["n"]?.string() == nil)
        #expect(root["rows"]?.isArray == true)
    }

    @Test func writesWhatItReadsWithoutMakingValues() throws {
        let members = [
            ("min", "-9223372036854775808"), ("max", "9223372036854775807"), ("zero", "0"), ("half", "0.5"), ("text", #""a\"b\\c\n""#), ("list", "[1,null]"),
        ]
        let root = try JSONTape().parse(Array(("{" + members.map { "\"\($0)\":\($1)" }.joined(separator: ",") + "}").utf8))
        for (key, text) in members {
            var output: [UInt8] = []
            JSONWriter.write(root[key], to: &output)
            #expect(String(decoding: output, as: UTF8.self) == text)
        }
        var absent: [UInt8] = []
        JSONWriter.write(root["missing"], to: &absent)
        #expect(absent == Array("null".utf8))
    }

    @Test func aBadLineDoesNotSpoilTheNext() throws {
        let tape = JSONTape()
        #expect(throws: FleetError.self) { try tape.parse(Array("{\"a\": ".utf8)) }
        #expect(throws: FleetError.self) { try tape.parse(Array("{\"a\": 1, \"a\": 2}".utf8)) }
        #expect(try tape.parse(Array("[true]".utf8)).materialized() == [true])
    }
}
