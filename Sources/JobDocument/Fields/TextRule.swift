/// Which texts a field takes.
public struct TextRule: Sendable, Equatable {
    /// Bytes of UTF-8, at most.
    public let maximumBytes: Int
    /// The rule in words; nil for free text.
    public let words: String?
    /// Characters that may come first, and those that may follow; nil: any.
    private let first: String?
    private let following: String?

    private init(maximumBytes: Int, words: String?, first: String?, following: String?) {
        self.maximumBytes = maximumBytes
        self.words = words
        self.first = first
        self.following = following
    }

    private static let lower = "abcdefghijklmnopqrstuvwxyz"
    private static let digits = "0123456789"

    /// Any text that is not empty.
    public static func free(_ maximumBytes: Int) -> TextRule { TextRule(maximumBytes: maximumBytes, words: nil, first: nil, following: nil) }

    /// The name of a model, a provider, a storage, an alias.
    public static let name = TextRule(
        maximumBytes: 63, words: "lower-case letters, digits, dots, dashes and underscores, at most 63, beginning with a letter or digit",
        first: lower + digits, following: lower + digits + "._-")

    /// Three capital letters.
    public static let currency = TextRule(
        maximumBytes: 3, words: "three capital letters, such as USD", first: lower.uppercased(), following: lower.uppercased())

    public func accepts(_ text: String) -> Bool {
        guard !text.isEmpty, text.utf8.count <= maximumBytes, !text.unicodeScalars.contains(where: { $0.value < 0x20 && $0 != "\n" && $0 != "\t" })
        else { return false }
        if self == .currency, text.utf8.count != 3 { return false }
        guard let first, let following, let head = text.first else { return true }
        return first.contains(head) && text.dropFirst().allSatisfy { following.contains($0) }
    }

    /// The rule as a regular expression of JSON Schema; nil for free text.
    public var pattern: String? {
        switch self {
        case .name: "^[a-z0-9][a-z0-9._-]{0,62}$"
        case .currency: "^[A-Z]{3}$"
        default: nil
        }
    }
}
