import FleetCore
import Testing

@testable import JSON

@Suite("What is written without making values")
struct JSONWriterTests {
    /// Byte by byte, as RFC 8259 says.
    private func plainly(_ text: String) -> [UInt8] {
        var output = [UInt8(ascii: "\"")]
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""): output += "\\\"".utf8
            case UInt8(ascii: "\\"): output += "\\\\".utf8
            case 0x0A: output += "\\n".utf8
            case 0x0D: output += "\\r".utf8
            case 0x09: output += "\\t".utf8
            case 0..<0x20: output += "\\u00\(byte < 16 ? "0" : "1")\(String(byte % 16, radix: 16))".utf8
            default: output.append(byte)
            }
        }
        return output + [UInt8(ascii: "\"")]
    }

    /// Eight bytes are looked at together: each byte that needs an escape, and its neighbours that need none, at each place.
    @Test func whatNeedsAnEscapeIsFoundAtEachPlace() {
        let special: [Unicode.Scalar] = (0...0x23).map { Unicode.Scalar(UInt8($0)) } + ["\\", "[", "]", "\u{7F}", "ü", "€", "😀"]
        for scalar in special {
            for place in 0..<20 {
                for tail in [0, 1, 7, 8, 17] {
                    let text = String(repeating: "a", count: place) + String(Character(scalar)) + String(repeating: "é", count: tail)
                    var output: [UInt8] = [1]
                    JSONWriter.write(text, to: &output)
                    #expect(output == [1] + plainly(text), "\(scalar.value) at \(place) before \(tail)")
                }
            }
        }
        var output: [UInt8] = []
        JSONWriter.write("\"\"\u{1}\\a\"bcdefghi\n", to: &output)
        #expect(output == plainly("\"\"\u{1}\\a\"bcdefghi\n"))
    }

    @Test func integersAreWrittenWhole() {
        for integer in [0, 1, -1, 9, 10, -10, 99, 1_000_000_007, .max, .min, .min + 1] as [Int64] {
            var output: [UInt8] = [1]
            JSONWriter.write(integer, to: &output)
            #expect(output == [1] + Array(String(integer).utf8))
        }
    }

    @Test func numbersAreWrittenAsTheyAreRead() {
        for number in [0, -0.5, 1.25, 1e300, .leastNonzeroMagnitude, 0.1, 123_456_789.125] {
            var output: [UInt8] = []
            JSONWriter.write(number, to: &output)
            #expect(Double(String(decoding: output, as: UTF8.self)) == number)
        }
        var output: [UInt8] = []
        JSONWriter.write(Double.infinity, to: &output)
        #expect(output == Array("null".utf8))
    }

    /// Short ones take a way of their own, to the same text.
    @Test func aNumberIsWrittenAsItsDescription() {
        var numbers: [Double] = [0, -0.0, 1, -1, 1e-4, 9.99e-5, 0.00015, 1e15, 1e16, 1e11, 99_999_999_999.9999, 4_503_599_627_370_497.5, 0.1 + 0.2, .pi]
        var state: UInt64 = 1
        for round in 0..<20_000 {
            // Marsaglia's xorshift: the same numbers in each run.
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            let whole = Double(state >> UInt64(round % 60 + 4))
            for scale in [1, 10, 100, 1e3, 1e4, 1e5, 1e6] { numbers += [whole / scale, -whole / scale, (whole / scale).nextUp, (whole / scale).nextDown] }
            numbers.append(Double(bitPattern: state))
        }
        var wrong: [Double] = []
        for number in numbers where number.isFinite {
            var output: [UInt8] = []
            JSONWriter.write(number, to: &output)
            if output != Array(number.description.utf8) { wrong.append(number) }
        }
        #expect(wrong.isEmpty)
    }

    /// A key is compared only with those before it that share a bit with it: the second one is found among few and among many all the same.
    @Test func aKeyThatStandsTwiceIsFoundWhereverItStands() throws {
        let tape = JSONTape()
        for count in 2...20 {
            for first in 0..<count {
                for second in first + 1..<count {
                    let keys = (0..<count).map { "key-with-\($0 == second ? first : $0)" }
                    let text = "{" + keys.map { "\"\($0)\":1" }.joined(separator: ",") + "}"
                    #expect(throws: FleetError.self) { try tape.parse(Array(text.utf8)) }
                }
            }
            let text = "{" + (0..<count).map { "\"key-with-\($0)\":\"s\"" }.joined(separator: ",") + "}"
            #expect(try tape.parse(Array(text.utf8)).isObject)
        }
    }

    @Test func anEmptyOrShortKeyThatStandsTwiceIsFound() throws {
        let tape = JSONTape()
        for text in ["{\"\":1,\"\":2}", "{\"a\":1,\"\":2,\"b\":3,\"\":4}", "{\"\\u0000\":1,\"a\":2,\"\\u0000\":3}", "[{\"a\":{\"b\":1,\"c\":[],\"b\":2}}]"] {
            #expect(throws: FleetError.self) { try tape.parse(Array(text.utf8)) }
        }
        for text in ["{\"\":1,\"a\":2}", "{\"\":1,\"\\u0000\":2,\"\\u0000\\u0000\":3}", "[{\"a\":1,\"b\":{\"a\":1}},{\"a\":1}]"] {
            #expect(try tape.parse(Array(text.utf8)).isNull == false)
        }
    }

    /// The parser's memory is kept from one document to the next: what a longer one left behind is no part of a shorter one.
    @Test func aShortDocumentAfterALongOneIsReadAlone() throws {
        let tape = JSONTape()
        let long = "[" + (0..<5_000).map { String($0) }.joined(separator: ",") + "]"
        for text in [long, "[1]", "12", "\"a\"", long, "{\"a\":1.5}"] {
            #expect(JSONWriter.compact.text(try tape.parse(Array(text.utf8)).materialized()) == text)
        }
        #expect(throws: FleetError.self) { try tape.parse(Array("[1".utf8)) }
        #expect(throws: FleetError.self) { try tape.parse(Array("1e".utf8)) }
    }
}
