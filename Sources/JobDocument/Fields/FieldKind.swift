/// What kind of value a field takes.
public indirect enum FieldKind: Sendable, Equatable {
    case text(TextRule)
    /// A whole number in a range.
    case integer(ClosedRange<Int64>)
    /// A number from `least` on, below or up to `most`.
    case number(least: Double, most: Double, includesMost: Bool)
    case truth
    /// One of these words; `later` holds words of a later release. `NAME@ALIAS` among them stands for any reference.
    case choice([String], later: [String])
    /// A whole number and a unit: `90s`, `30m`, `6h`, `2d`.
    case duration
    /// A plain decimal as a text, such as `"25.00"`.
    case decimal
    /// An object whose members are fields of the table.
    case object
    /// A stage: an object, or `false` to switch it off.
    case stage
    /// An object, or a text that stands for an object with only this member.
    case shorthand(member: String)
    /// A list whose elements are described at `path[]`.
    case list(minimum: Int, maximum: Int)
    /// An object with free names, at most 64, and values of one kind.
    case map(FieldKind)
    /// A number, a text or a truth value.
    case scalar
    /// Not looked into: for fields of a later release.
    case anything

    /// A share of a whole.
    public static let share = FieldKind.number(least: 0, most: 1, includesMost: true)
    /// Choices without any of a later release.
    public static func choice(_ words: [String]) -> FieldKind { .choice(words, later: []) }

    /// The kind in words, with its article.
    public var words: String {
        switch self {
        case .text(let rule): rule.words.map { "a text of \($0)" } ?? "a text of at most \(rule.maximumBytes) bytes"
        case .integer(let range):
            range.upperBound == .max
                ? "a whole number from \(range.lowerBound) on" : "a whole number from \(range.lowerBound) to \(range.upperBound)"
        case .number(let least, let most, let includesMost):
            most == .infinity
                ? "a number from \(Self.plain(least)) on"
                : "a number from \(Self.plain(least)) \(includesMost ? "to" : "to below") \(Self.plain(most))"
        case .truth: "true or false"
        case .choice(let words, _): "one of \(words.joined(separator: ", "))"
        case .duration: "a duration such as 90s, 30m, 6h or 2d"
        case .decimal: "a plain decimal as a text, such as \"25.00\""
        case .object: "an object"
        case .stage: "an object, or false to switch the stage off"
        case .shorthand(let member): "a text or an object with `\(member)`"
        case .list(let minimum, _): minimum > 0 ? "a list with at least \(minimum) element\(minimum == 1 ? "" : "s")" : "a list"
        case .map(let kind): "an object with names of your own; each value is \(kind.words)"
        case .scalar: "a number, a text, true or false"
        case .anything: "anything"
        }
    }

    /// A number as people write it: without a needless fraction.
    static func plain(_ number: Double) -> String {
        Int64(exactly: number).map(String.init) ?? String(number)
    }
}
