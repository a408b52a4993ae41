import FleetCore
import Foundation
import JSON
import Testing

@Suite struct JSONCodingTests {
    struct Split: Codable, Equatable {
        var test: Double
        var seed: Int32?
    }
    struct Document: Codable, Equatable {
        enum Kind: String, Codable { case full, thin }
        enum CodingKeys: String, CodingKey { case name, kind, splits, labels, free, at, limit = "row_limit" }
        var name: String
        var kind: Kind
        var splits: [Split]
        var labels: [String: Int]
        var free: JSONValue?
        var at: Timestamp?
        var limit: UInt8?
    }

    private func path(_ text: String) -> String? {
        do {
            _ = try JSONCoding.decode(Document.self, from: Array(text.utf8))
            return nil
        } catch {
            let error = error as? FleetError
            return "\(error?.code.rawValue ?? "?") \(error?.path ?? "-")"
        }
    }

    @Test func goesThereAndBack() throws {
        let document = Document(
            name: "a/b", kind: .thin, splits: [Split(test: 0.25, seed: nil), Split(test: 1, seed: -4)], labels: ["x": 1], free: ["k": [1, nil, 2.5]],
            at: Timestamp(milliseconds: 1_700_000_000_123), limit: 200)
        let bytes = try JSONCoding.encode(document)
        #expect(
            String(decoding: bytes, as: UTF8.self) == #"{"at":"2023-11-14T22:13:20.123Z","free":{"k":[1,null,2.5]},"kind":"thin","labels":{"x":1},"#
                + #""name":"a/b","row_limit":200,"splits":[{"test":0.25},{"seed":-4,"test":1.0}]}"#)
        #expect(try JSONCoding.decode(Document.self, from: bytes) == document)
    }

    @Test func errorsNameThePath() {
        #expect(path(#"{"name": 1, "kind": "full", "splits": [], "labels": {}}"#) == "json_shape name")
        #expect(path(#"{"name": "a", "kind": "huge", "splits": [], "labels": {}}"#) == "json_shape kind")
        #expect(path(#"{"name": "a", "kind": "full", "splits": [{"test": 1}, {}], "labels": {}}"#) == "json_shape splits[1].test")
        #expect(path(#"{"name": "a", "kind": "full", "splits": [], "labels": {"x": true}}"#) == "json_shape labels.x")
        #expect(path(#"{"name": "a", "kind": "full", "splits": [], "labels": {}, "row_limit": 256}"#) == "json_shape row_limit")
        #expect(path(#"{"name": "a", "kind": "full", "splits": [{"test": 1, "seed": 1.5}], "labels": {}}"#) == "json_shape splits[0].seed")
        #expect(path(#"{"name": "a", "kind": "full", "splits": [], "labels": {}, "at": "yesterday"}"#) == "json_shape at")
        #expect(path("[]") == "json_shape -")
        #expect(path("{") == "json_invalid -")
        #expect(path(#"{"name": "a", "kind": "full", "splits": [], "labels": {}, "row_limit": null}"#) == nil)
    }

    @Test func optionalsDecodeThroughContainersOfOptionals() throws {
        #expect(try JSONReader.parse("[1, null, 3]").decode([Int?].self) == [1, nil, 3])
        #expect(try JSONReader.parse("5").decode(Int?.self) == 5)
    }

    @Test func aNumberThatJSONCannotSayIsNotEncoded() {
        #expect(throws: FleetError.self) { try JSONCoding.encode(["x": Double.nan]) }
        #expect(throws: FleetError.self) { try JSONCoding.encode([UInt64.max]) }
    }

    @Test func aJSONValueIsAFieldForFoundationToo() throws {
        let value: JSONValue = ["a": [1, "x", nil, true, 2.5], "b": [:]]
        let data = try JSONEncoder().encode(value)
        #expect(try JSONDecoder().decode(JSONValue.self, from: data) == value)
    }

    @Test func writesCompactSortedAndPretty() throws {
        let value: JSONValue = ["b": [1, ["c": "q\"\\\n\u{01}/é"]], "a": []]
        #expect(JSONWriter.compact.text(value) == #"{"b":[1,{"c":"q\"\\\n\u0001/é"}],"a":[]}"#)
        #expect(JSONWriter.canonical.text(value) == #"{"a":[],"b":[1,{"c":"q\"\\\n\u0001/é"}]}"#)
        #expect(JSONWriter.pretty.text(["a": [1], "b": [:]]) == "{\n  \"a\": [\n    1\n  ],\n  \"b\": {}\n}")
    }

    @Test func objectsAreEqualWhateverTheOrder() {
        let left: JSONObject = ["a": 1, "b": 2]
        var right: JSONObject = ["b": 2]
        #expect(left != right)
        right["a"] = 1
        #expect(left == right)
        right["a"] = nil
        #expect(right.keys == ["b"])
    }
}
