/// How many tokens a text is about, without a tokenizer: a quarter of its UTF-8 bytes, and at least its words. Within some thirty per cent for
/// English prose and common tokenizers; code and other scripts deviate more. What a provider bills is counted by the provider.
public enum TokenEstimate {
    public static func tokens(in text: String) -> Int {
        var bytes = 0
        var words = 0
        var isInWord = false
        for byte in text.utf8 {
            bytes += 1
            let isSpace = byte == 0x20 || (byte >= 0x09 && byte <= 0x0D)
            if !isSpace, !isInWord { words += 1 }
            isInWord = !isSpace
        }
        return max((bytes + 3) / 4, words)
    }
}
