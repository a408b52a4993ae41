import FleetCore

/// The length of a text in the units that people ask for.
struct TextLength: Equatable {
    /// Unicode scalars, as the length filter of sanitize counts them.
    let characters: Int
    /// Runs of anything but white space.
    let words: Int
    /// An estimate: see `TokenEstimate`.
    let tokens: Int

    init(_ text: String) {
        var characters = 0
        var words = 0
        var isInWord = false
        for scalar in text.unicodeScalars {
            characters += 1
            let isSpace = scalar.properties.isWhitespace
            if !isSpace, !isInWord { words += 1 }
            isInWord = !isSpace
        }
        self.characters = characters
        self.words = words
        tokens = TokenEstimate.tokens(in: text)
    }
}
