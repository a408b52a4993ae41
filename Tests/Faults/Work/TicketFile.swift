import Foundation

/// Small files of raw rows.
enum TicketFile {
    private static let texts = ["The invoice is wrong", "The screen stays black", "I cannot sign in", "The upload hangs", "Where is my refund"]

    /// The file of that number, written when it is not there yet.
    static func source(_ number: Int, in folder: String) throws -> String {
        let path = "\(folder)/rows-\(number).jsonl"
        if !FileManager.default.fileExists(atPath: path) { try Data(text(number).utf8).write(to: URL(fileURLWithPath: path)) }
        return path
    }

    /// Twenty rows, other ones for each number.
    static func text(_ number: Int) -> String {
        let lines = (0..<20).map { row in
            #"{"body": "Case \#(number * 20 + row): \#(texts[row % texts.count]) (Anna Berglund <anna\#(number * 20 + row)@example.org>)", "queue": "queue-\#(row % 3)"}"#
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
