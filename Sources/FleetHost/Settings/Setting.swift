/// One declared setting: its place in the file, its flag, its variable, what it may hold and what it is without one.
public struct Setting: Sendable, Hashable {
    /// What a value is read as.
    public enum Kind: Sendable, Hashable {
        case text
        case integer(ClosedRange<Int>)
        /// `500ms`, `30s`, `5m`, `2h`.
        case duration
        case choice([String])
        /// Comma-separated on the command line and in variables; a list in the file.
        case list
        /// Comma-separated `name=value` in variables; an object of texts in the file. Secrets may stand among them, so it has no flag.
        case pairs
        /// An object, in the settings file only.
        case object
    }

    /// The processes that read it.
    public enum Reader: String, Sendable, CaseIterable {
        case coordinator, sanitizer, materializer, trainer, optimizer, evaluator, modelops
    }

    /// Dotted place in the settings file, such as `kafka.brokers`.
    public let key: String
    public let kind: Kind
    /// Never shown, never on a command line; may be given as a file by the variable with `_FILE` behind it.
    public let isSecret: Bool
    public let defaultValue: String?
    public let help: String
    public let readers: Set<Reader>

    init(_ key: String, _ kind: Kind = .text, isSecret: Bool = false, default value: String? = nil, for readers: [Reader], _ help: String) {
        self.key = key
        self.kind = kind
        self.isSecret = isSecret
        self.defaultValue = value
        self.readers = Set(readers)
        self.help = help
    }

    /// `--kafka-brokers`; nil for what has no place on a command line.
    public var flag: String? {
        if isSecret || kind == .object || kind == .pairs { return nil }
        return dashed
    }

    /// The key as a flag is written.
    var dashed: String { "--" + key.replacing(".", with: "-").replacing("_", with: "-") }

    /// `MODELOPS_KAFKA_BROKERS`; nil for objects.
    public var variable: String? {
        kind == .object ? nil : "MODELOPS_" + key.replacing(".", with: "_").uppercased()
    }
}
