/// Finds the name that was probably meant.
enum Nearest {
    /// "did you mean …?" with the nearest name, where one is near enough.
    static func suggestion(_ word: String, _ names: Set<String>) -> String? {
        let ranked = names.map { (distance(word, $0), $0) }.min { $0 < $1 }
        guard let (distance, name) = ranked, distance <= max(2, word.count / 3) else { return nil }
        return "did you mean \(name)?"
    }

    /// Insertions, deletions and substitutions between two texts (Levenshtein).
    static func distance(_ left: String, _ right: String) -> Int {
        let right = Array(right)
        var row = Array(0...right.count)
        for (i, a) in left.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, b) in right.enumerated() {
                (diagonal, row[j + 1]) = (row[j + 1], min(diagonal + (a == b ? 0 : 1), row[j] + 1, row[j + 1] + 1))
            }
        }
        return row[right.count]
    }
}
