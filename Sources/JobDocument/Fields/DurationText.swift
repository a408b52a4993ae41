/// Durations as people write them: a whole number and one of `s`, `m`, `h`, `d`.
public enum DurationText {
    /// Nil when the text is no duration, or a longer one than a year.
    public static func parse(_ text: String) -> Duration? {
        guard let unit = text.last, let scale = ["s": 1, "m": 60, "h": 3600, "d": 86_400][unit] as Int64? else { return nil }
        let digits = text.dropLast()
        guard !digits.isEmpty, digits.utf8.count <= 9, digits.utf8.allSatisfy({ (48...57).contains($0) }), let count = Int64(digits) else {
            return nil
        }
        let seconds = count * scale
        return (1...31_622_400).contains(seconds) ? .seconds(seconds) : nil
    }
}
