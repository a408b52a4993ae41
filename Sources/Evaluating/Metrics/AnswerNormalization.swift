/// How texts are made comparable before they are compared.
enum AnswerNormalization {
    /// White space at both ends removed, nothing else: what `exact_match` compares.
    static func trimmed(_ text: String) -> String {
        var text = Substring(text)
        while let first = text.first, first.isWhitespace { text.removeFirst() }
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return String(text)
    }

    /// The label that a person would read: trimmed, lower case, without quotes around it or a full stop behind it.
    static func label(_ text: String) -> String {
        var text = Substring(trimmed(text).lowercased())
        let marks: Set<Character> = ["\"", "'", ".", "!", "`", "*"]
        while let first = text.first, marks.contains(first) { text.removeFirst() }
        while let last = text.last, marks.contains(last) { text.removeLast() }
        return String(text)
    }
}
