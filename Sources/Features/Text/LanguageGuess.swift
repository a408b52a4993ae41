/// Guesses the language of a text, for an overview of a dataset and no more.
///
/// The letters of the first 4000 characters vote for a script. A script that serves mainly one language names it. Among languages in Latin letters
/// the most frequent words decide: at least one word in twenty must be one of a language's own, and no other language may have as many.
/// Else the answer is `und`, as BCP 47 says for undetermined.
enum LanguageGuess {
    static let undetermined = "und"
    private static let examined = 4000

    static func language(of text: String) -> String {
        var letters: [Script: Int] = [:]
        let head = text.unicodeScalars.prefix(examined)
        for scalar in head {
            if let script = Script(scalar) { letters[script, default: 0] += 1 }
        }
        // Japanese mixes its syllables with Han; a fifth of them is enough.
        let (han, kana) = (letters[.han] ?? 0, letters[.kana] ?? 0)
        if kana > 0, kana * 5 >= han + kana {
            letters[.kana] = han + kana
            letters[.han] = nil
        }
        guard let most = letters.values.max(), case let leading = letters.filter({ $0.value == most }).keys, leading.count == 1,
            let script = leading.first
        else { return undetermined }
        switch script {
        case .latin: return latinLanguage(of: String(String.UnicodeScalarView(head)))
        case .cyrillic: return head.contains { "іїєґІЇЄҐ".unicodeScalars.contains($0) } ? "uk" : "ru"
        default: return script.language
        }
    }

    private static func latinLanguage(of text: String) -> String {
        var votes: [String: Int] = [:]
        var words = 0
        for word in text.lowercased().split(whereSeparator: { !$0.isLetter }) {
            words += 1
            for language in StopWords.languages[String(word)] ?? [] { votes[language, default: 0] += 1 }
        }
        guard let most = votes.values.max(), most * 20 >= words, case let leading = votes.filter({ $0.value == most }).keys, leading.count == 1 else {
            return undetermined
        }
        return leading.first ?? undetermined
    }
}
