/// Takes out of a line what must not stand in a log: e-mail addresses, secrets and tokens, user names in addresses, long runs of digits.
/// It sees words, one at a time, so its time grows with the line only. It errs on the side of taking too much.
public enum LogRedactor {
    /// The line without what was recognised, cut at `maximumBytes` of UTF-8, on one line.
    public static func redact(_ line: String, maximumBytes: Int = 500) -> String {
        // Cut before the work, generously: what follows makes a line longer by little.
        let cut = prefix(of: line, bytes: maximumBytes * 4)
        var words: [String] = []
        var hidesNext = false
        for word in cut.split(whereSeparator: { $0 == " " || $0.isNewline || $0 == "\t" }) {
            if hidesNext, !isScheme(word) {
                words.append(secret)
                hidesNext = false
                continue
            }
            words.append(redact(word: word))
            hidesNext = announcesSecret(word)
        }
        return prefix(of: joiningDigits(words.joined(separator: " ")), bytes: maximumBytes)
    }

    static let secret = "[secret]"
    static let email = "[email]"
    static let number = "[number]"

    private static let secretNames = [
        "password", "passwd", "secret", "token", "api_key", "api-key", "apikey", "access_key", "authorization", "credential",
    ]
    private static let secretStarts = [
        "sk-", "pk-", "rk-", "sk_", "ghp_", "gho_", "ghs_", "github_pat_", "glpat-", "hf_", "xoxb-", "xoxp-", "akia", "asia", "aiza", "ya29.", "eyj",
        "-----begin",
    ]

    private static func isScheme(_ word: Substring) -> Bool {
        let name = word.lowercased()
        return name == "bearer" || name == "basic" || name == "=" || name == ":"
    }

    /// `Bearer`, `password:`, `api_key=`: what follows is the secret.
    private static func announcesSecret(_ word: Substring) -> Bool {
        let name = word.lowercased()
        if name == "bearer" || name == "basic" || name.hasSuffix(":bearer") || name.hasSuffix("=bearer") { return true }
        guard name.hasSuffix(":") || name.hasSuffix("=") || name.hasSuffix("\":") else { return secretNames.contains(name) }
        return secretNames.contains { name.contains($0) }
    }

    private static func redact(word: Substring) -> String {
        let lowered = word.lowercased()
        let trimmed = lowered.drop { "\"'([{<,;".contains($0) }
        if secretStarts.contains(where: { trimmed.hasPrefix($0) && trimmed.utf8.count >= $0.utf8.count + 8 }) { return secret }
        // name=value, "name":"value": the value goes, the name stays. The first separator counts, so that a value may hold others.
        if let separator = word.firstIndex(where: { $0 == "=" || $0 == ":" }), separator < word.index(before: word.endIndex) {
            let name = word[..<separator].lowercased()
            let value = word[word.index(after: separator)...]
            if secretNames.contains(where: { name.contains($0) }) { return word[...separator] + secret }
            let bare = value.drop { "\"'".contains($0) }.lowercased()
            if secretStarts.contains(where: { bare.hasPrefix($0) && bare.utf8.count >= $0.utf8.count + 8 }) { return word[...separator] + secret }
        }
        guard word.contains("@") else { return String(word) }
        if let scheme = word.range(of: "://") { return address(word, after: scheme.upperBound) }
        return withoutEmails(word)
    }

    /// An address with user information: it goes, the host stays.
    private static func address(_ word: Substring, after start: Substring.Index) -> String {
        let rest = word[start...]
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        guard let at = authority.lastIndex(of: "@") else { return withoutEmails(word) }
        return String(word[..<start]) + String(secret) + String(rest[at...])
    }

    /// Anything around an `@` that has a dot after it.
    private static func withoutEmails(_ word: Substring) -> String {
        var output = ""
        for part in word.split(omittingEmptySubsequences: false, whereSeparator: { ",;<>()[]\"'|=".contains($0) }) {
            if part.startIndex > word.startIndex { output.append(word[word.index(before: part.startIndex)]) }
            if let at = part.firstIndex(of: "@"), at > part.startIndex, part[at...].dropFirst().contains(where: { $0 != "." }) {
                output += email
            } else {
                output += part
            }
        }
        return output
    }

    /// Nine and more digits in a row, single blanks and dashes between them included: cards, accounts, telephone numbers.
    private static func joiningDigits(_ line: String) -> String {
        var output = ""
        var run = ""
        var digits = 0
        func flush() {
            if digits >= 9 {
                let tail = run.reversed().prefix { !$0.isNumber }
                output += number + String(tail.reversed())
            } else {
                output += run
            }
            run = ""
            digits = 0
        }
        var rest = line[...]
        var previous: Character = " "
        while let character = rest.first {
            if !previous.isLetter, !previous.isNumber, character.isLetter, let identifier = FleetIdentifierText.leading(rest) {
                flush()
                output += identifier
                rest = rest[identifier.endIndex...]
                previous = "_"
                continue
            }
            rest.removeFirst()
            previous = character
            if character.isASCII, character.isNumber {
                run.append(character)
                digits += 1
            } else if digits > 0, character == " " || character == "-", run.last?.isNumber == true {
                run.append(character)
            } else {
                flush()
                output.append(character)
            }
        }
        flush()
        return output
    }

    /// As much of the text as fits, in whole characters.
    private static func prefix(of text: String, bytes: Int) -> String {
        guard text.utf8.count > bytes else { return text }
        var size = 0
        return String(
            text.prefix { character in
                size += character.utf8.count
                return size <= bytes
            })
    }
}

extension Substring {
    /// Where a short text stands; Foundation's search is not needed for it.
    fileprivate func range(of text: String) -> Range<Substring.Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
            start = index(after: start)
        }
        return nil
    }
}
