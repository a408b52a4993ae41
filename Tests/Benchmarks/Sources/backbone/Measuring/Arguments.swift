/// A command and its `--name value` pairs.
struct Arguments: Sendable {
    let command: String
    private let values: [String: String]

    init(_ words: [String]) {
        command = words.first ?? ""
        var values: [String: String] = [:]
        var rest = words.dropFirst()
        while let name = rest.popFirst(), name.hasPrefix("--"), let value = rest.popFirst() { values[String(name.dropFirst(2))] = value }
        self.values = values
    }

    func text(_ name: String, _ usual: String = "") -> String { values[name] ?? usual }
    func numbers(_ name: String) -> [Int] { text(name).split(separator: ",").compactMap { Int($0) } }
    func number(_ name: String, _ usual: Int) -> Int { values[name].flatMap { Int($0) } ?? usual }
}
