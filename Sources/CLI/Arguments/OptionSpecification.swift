/// An option of a command, as `--help` shows it.
public struct OptionSpecification: Sendable {
    public let long: String
    public let short: Character?
    /// The name of its value; nil for a switch.
    public let value: String?
    public let help: String

    public init(_ long: String, short: Character? = nil, value: String? = nil, _ help: String) {
        self.long = long
        self.short = short
        self.value = value
        self.help = help
    }
}
