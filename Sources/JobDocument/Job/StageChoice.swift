/// What a document says about a stage that it names: its settings, or `false`.
public enum StageChoice<Settings: Codable & Sendable & Equatable>: Codable, Sendable, Equatable {
    case off
    case on(Settings)

    public var settings: Settings? {
        if case .on(let settings) = self { return settings }
        return nil
    }

    public init(from decoder: any Decoder) throws {
        if let flag = try? decoder.singleValueContainer().decode(Bool.self) {
            guard !flag else {
                throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: "a stage is an object or false"))
            }
            self = .off
        } else {
            self = .on(try Settings(from: decoder))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        switch self {
        case .off:
            var container = encoder.singleValueContainer()
            try container.encode(false)
        case .on(let settings): try settings.encode(to: encoder)
        }
    }
}
