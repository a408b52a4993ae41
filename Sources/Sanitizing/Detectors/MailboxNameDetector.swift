/// The display name of a mailbox, `Name <address>` (RFC 5322 name-addr): a name beside its address is personal data too.
///
/// A quoted name is taken whole. Another one is taken back to what delimits it (start of the line, bracket, comma, semicolon, colon, bar), with its
/// comment (`Jo (work) <…>`) and a generation after a comma (`Jo Doe, Jr. <…>`); in running text, where the phrase is longer than a name can be
/// or holds a word of speech (`write to`), back to the first word that is none. At most 8 words and 120 bytes.
public struct MailboxNameDetector: PIIDetector {
    public let entity = PIIEntity("person")
    public let patterns = [#"<[0-9A-Za-z!#$%&'*+/=?^_`{|}~\xc3-\xc9.-]{1,64}@[0-9A-Za-z\xc3-\xc9]"#]

    public init() {}

    public func examine(_ candidate: PIICandidate, in text: ScannedText) -> PIIExamination {
        let open = text.start(of: candidate.end, limit: 72) { $0 != UInt8(ascii: "<") } - 1
        guard text[open] == UInt8(ascii: "<") else { return .nothing }
        var end = text.start(of: open, limit: 8) { $0 == 0x20 || $0 == 0x09 }
        let floor = max(0, end - 120)
        if text[end - 1] == UInt8(ascii: "\"") { return quoted(endingAt: end, floor: floor, in: text) }
        var start = end
        if text[end - 1] == UInt8(ascii: ")") {
            let opening = text.start(of: end - 1, limit: 64) { $0 != UInt8(ascii: "(") && $0 != UInt8(ascii: ")") && $0 != 0x0A }
            guard text[opening - 1] == UInt8(ascii: "(") else { return .nothing }
            start = text.start(of: opening - 1, limit: 4) { $0 == 0x20 }
        }
        start = phraseStart(endingAt: start, floor: floor, in: text)
        while start < end, text[start] == 0x20 || text[start] & 0xC0 == 0x80 { start += 1 }
        while end > start, text[end - 1] == 0x20 { end -= 1 }
        return start < end ? .found(start..<end, examinedTo: candidate.end) : .nothing
    }

    private func quoted(endingAt end: Int, floor: Int, in text: ScannedText) -> PIIExamination {
        let opening = text.start(of: end - 1, limit: end - 1 - floor) { $0 != UInt8(ascii: "\"") && $0 != 0x0A }
        guard text[opening - 1] == UInt8(ascii: "\""), opening < end - 1 else { return .nothing }
        return .found((opening - 1)..<end)
    }

    private func phraseStart(endingAt end: Int, floor: Int, in text: ScannedText) -> Int {
        var start = end
        var words = 0
        while words < 8, start > floor {
            var wordEnd = text.start(of: start, limit: 2) { $0 == 0x20 }
            if words == 1, text[wordEnd - 1] == UInt8(ascii: ","), isGeneration(at: wordEnd + 1, in: text) { wordEnd -= 1 }
            let wordStart = text.start(of: wordEnd, limit: wordEnd - floor) { isNameByte($0) }
            guard wordStart < wordEnd else { return start }
            if isSpeech(wordStart..<wordEnd, text) { return start }
            start = wordStart
            words += 1
        }
        return start
    }

    private func isNameByte(_ byte: UInt8) -> Bool {
        if byte.isAlphanumeric || byte.isMultibyte { return true }
        switch byte {
        case UInt8(ascii: "."), UInt8(ascii: "'"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "&"), UInt8(ascii: "+"), UInt8(ascii: "/"),
            UInt8(ascii: "!"), UInt8(ascii: "*"), UInt8(ascii: "~"), UInt8(ascii: "`"), UInt8(ascii: "@"), UInt8(ascii: "#"):
            return true
        default: return false
        }
    }

    private func isGeneration(at offset: Int, in text: ScannedText) -> Bool {
        for word: StaticString in ["jr", "sr", "ii", "iii", "iv"] where text.has(word, at: offset) {
            if !text[offset + word.utf8CodeUnitCount].isLetter { return true }
        }
        return false
    }

    /// Words that stand between running text and a name; written small, as a name's own parts (`van`, `de`) are not among them.
    private static let speech: Set<String> = [
        "at", "to", "from", "by", "via", "me", "us", "is", "are", "was", "on", "or", "and", "with", "contact", "mail", "email", "e-mail", "write",
        "please", "ask", "address", "send", "for", "cc", "bcc", "author", "maintainer", "an", "von:", "bitte", "kontakt", "par", "contacter",
    ]

    private func isSpeech(_ word: Range<Int>, _ text: ScannedText) -> Bool {
        guard word.count <= 10, text[word.lowerBound].isLower else { return false }
        return Self.speech.contains(String(decoding: word.map { text[$0] }, as: UTF8.self))
    }
}
