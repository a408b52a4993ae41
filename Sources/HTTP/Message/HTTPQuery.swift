/// The parameters behind the question mark, decoded, in order.
public struct HTTPQuery: Sendable, Equatable {
    public let items: [(name: String, value: String)]

    public static func == (left: HTTPQuery, right: HTTPQuery) -> Bool { left.items.elementsEqual(right.items) { $0 == $1 } }

    /// Nil when an escape is broken, or decodes to a zero byte or to bytes that are not UTF-8.
    init?(_ text: Substring) {
        var items: [(name: String, value: String)] = []
        for pair in text.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let value = parts.count > 1 ? parts[1] : ""
            guard let name = PercentEncoding.decode(parts[0], plusIsSpace: true), let value = PercentEncoding.decode(value, plusIsSpace: true) else {
                return nil
            }
            items.append((name, value))
        }
        self.items = items
    }

    /// The first value of a name.
    public subscript(name: String) -> String? { items.first { $0.name == name }?.value }

    public func values(_ name: String) -> [String] { items.filter { $0.name == name }.map(\.value) }
}
