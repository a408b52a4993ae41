import FleetCore
import Testing

struct PrintableTextTests {
    @Test(arguments: ["\u{0}", "\r", "\u{1B}[31m", "\u{9B}2J", "\u{7F}", "\u{2028}", "\u{202E}", "\u{2066}", "\n", "\t"])
    func whatSteersATerminalOrForgesALineIsABlank(mark: String) throws {
        let first = try #require(mark.unicodeScalars.first)
        let shown = "a\(mark)b".printable()
        #expect(!shown.unicodeScalars.contains(first))
        #expect(shown.hasPrefix("a "))
        #expect(shown.hasSuffix("b"))
    }

    @Test func linesStayWhereTheyAreWanted() {
        #expect("a\n\tb\rc".printable(keepsLines: true) == "a\n\tb c")
    }

    @Test func lettersOfAnyScriptAndSignsStay() {
        let text = "Grüße, 東京, שלום, 👩‍💻 – “x”"
        #expect(text.printable() == text)
    }
}
