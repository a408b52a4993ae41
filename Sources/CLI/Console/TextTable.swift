/// Columns of text, each as wide as its widest cell.
public enum TextTable {
    /// Lines without trailing spaces; numbers (by their first row) stand right.
    public static func lines(_ header: [String], _ rows: [[String]]) -> [String] {
        let widths = header.indices.map { column in ([header] + rows).map { $0[column].count }.max() ?? 0 }
        return ([header] + rows).map { row in
            var line = row.indices.map { column -> String in
                let space = String(repeating: " ", count: widths[column] - row[column].count)
                return isNumber(rows.first?[column]) ? space + row[column] : row[column] + space
            }.joined(separator: "  ")
            while line.last == " " { line.removeLast() }
            return line
        }
    }

    private static func isNumber(_ text: String?) -> Bool {
        guard let first = text?.first else { return false }
        return first.isNumber
    }
}
