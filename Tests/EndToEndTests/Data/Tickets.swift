import Foundation

/// Raw data as a help desk has it: who wrote, what, and the queue where it belongs.
enum Tickets {
    private static let subjects = [
        ("billing", ["The invoice is wrong", "I was charged twice", "Where is my refund", "The payment was declined"]),
        ("technical", ["The screen stays black", "The app crashes at start", "The upload hangs", "No sound since the update"]),
        ("account", ["I cannot sign in", "Please close my account", "Change my user name", "The reset link is expired"]),
    ]
    private static let firstNames = ["Anna", "Bela", "Chiara", "Dmitri", "Emeka", "Farah", "Gustav", "Hana"]
    private static let lastNames = ["Berglund", "Castellano", "Dombrowski", "Eriksdottir", "Fitzwilliam"]

    /// Who wrote the row of that number: what must not be left in the data.
    static func writer(_ number: Int) -> (name: String, address: String) {
        let first = firstNames[number % firstNames.count]
        let last = lastNames[number / firstNames.count % lastNames.count]
        return ("\(first) \(last)", "\(first.lowercased()).\(last.lowercased())\(number)@example.org")
    }

    static func line(_ number: Int) -> String {
        let (queue, texts) = subjects[number % subjects.count]
        let text = texts[number / subjects.count % texts.count]
        let (name, address) = writer(number)
        return #"{"body": "Case \#(number): \#(text) (\#(name) <\#(address)>)", "queue": "\#(queue)", "customer_id": "c\#(number)"}"#
    }

    /// Writes a file of JSON lines.
    @discardableResult
    static func write(_ count: Int, to path: String, from start: Int = 0) throws -> String {
        let text = (start..<start + count).map(line).joined(separator: "\n") + "\n"
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        return path
    }
}
