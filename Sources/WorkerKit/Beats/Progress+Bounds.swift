import FleetCore

extension Progress {
    /// The same within what a beat carries: a worker's figures must never make a beat that no message can hold.
    var boundedForBeats: Progress {
        var bounded = self
        bounded.done = done.isFinite ? done : 0
        bounded.total = total.flatMap { $0.isFinite ? $0 : nil }
        bounded.unit = unit.withoutControlCharacters(maximumBytes: Self.nameLimit)
        bounded.message = message?.withoutControlCharacters(maximumBytes: Self.messageLimit)
        bounded.remainingSeconds = remainingSeconds.flatMap { $0.isFinite ? max($0, 0) : nil }
        // Which ones stay must not change from beat to beat, so the names decide.
        let fit = figures.filter { $0.value.isFinite && !$0.key.isEmpty && $0.key.utf8.count <= Self.nameLimit && !$0.key.hasControlCharacters }
        let kept = fit.sorted { $0.key < $1.key }.prefix(Self.figureLimit)
        bounded.figures = Dictionary(uniqueKeysWithValues: kept.map { ($0.key, $0.value) })
        return bounded
    }

    private static let figureLimit = 64
    private static let nameLimit = 64
    private static let messageLimit = 500
}

extension String {
    /// Whether one of them stands in the text: NUL, line ends, escapes.
    var hasControlCharacters: Bool { unicodeScalars.contains { $0.properties.generalCategory == .control } }

    /// The text with a blank for each control character, cut at `maximumBytes` of UTF-8.
    func withoutControlCharacters(maximumBytes: Int) -> String {
        var size = 0
        var output = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            let clean: Unicode.Scalar = scalar.properties.generalCategory == .control ? " " : scalar
            size += UTF8.width(clean)
            if size > maximumBytes { break }
            output.append(clean)
        }
        return String(output)
    }
}
