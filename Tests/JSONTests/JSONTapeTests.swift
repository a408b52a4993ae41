import FleetCore
import Foundation
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

    /// The parser looks at bytes behind the end of a document, where there are any: behind these is memory that nobody may read.
    @Test func aDocumentMayEndWhereMemoryEnds() throws {
        let tape = JSONTape()
        let text = Array(#"{"name":"value","list":[1,2.5,"three"]}"#.utf8)
        let page = Int(getpagesize())
        let start = try #require(mmap(nil, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0))
        defer { munmap(start, 2 * page) }
        #expect(mprotect(start + page, page, PROT_NONE) == 0)
        let memory = UnsafeMutableRawBufferPointer(start: start, count: page)
        for end in page - 80...page {
            // What looks as if the document went on.
            for place in memory.indices { memory[place] = UInt8(ascii: "\"") }
            let document = UnsafeMutableRawBufferPointer(rebasing: memory[end - text.count..<end])
            document.copyBytes(from: text)
            let root = try tape.parse(UnsafeRawBufferPointer(document))
            #expect(root["name"]?.string() == "value")
            #expect(JSONWriter.compact.bytes(root.materialized()) == text)
            #expect(throws: FleetError.self) { try tape.parse(UnsafeRawBufferPointer(rebasing: document.dropLast())) }
        }
    }

    @Test func aMemberIsFoundInWhateverOrderTheyAreAskedFor() throws {
        let tape = JSONTape()
        for text in [#"{"a":1,"b":{"a":2,"c":3},"bb":4,"":5}"#, #"{"":5,"bb":4,"b":{"c":3,"a":2},"a":1}"#] {
            let root = try tape.parse(Array(text.utf8))
            let inner = try #require(root["b"])
            for _ in 0..<2 {
                for key in ["a", "bb", "", "a", "a", "b", "c", ""] {
                    #expect(root[key]?.integer() == ["a": 1, "bb": 4, "": 5][key])
                    #expect(inner["c"]?.integer() == 3)
                    #expect(inner[key]?.integer() == ["a": 2, "c": 3][key])
                }
            }
        }
        #expect(try tape.parse(Array("{}".utf8))["a"] == nil)
        #expect(try tape.parse(Array(#"[{}, {"a": {}}]"#.utf8))["a"] == nil)
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
