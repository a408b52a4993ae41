/// An amount of one currency, exact to a millionth.
public struct Money: Codable, Sendable, Hashable, CustomStringConvertible {
    /// Millionths of the currency's unit.
    public let micros: Int64
    /// ISO 4217, three capital letters.
    public let currency: String

    public init(micros: Int64, currency: String) {
        self.micros = micros
        self.currency = currency
    }

    public static func zero(_ currency: String = "USD") -> Money { Money(micros: 0, currency: currency) }

    /// Reads a plain decimal of at most six places, such as `25.00`; nil for anything else, signs included.
    public init?(decimal: String, currency: String) {
        let parts = decimal.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, let whole = parts.first, !whole.isEmpty, whole.utf8.count <= 12 else { return nil }
        let fraction = parts.count == 2 ? parts[1] : ""
        guard parts.count == 1 || (1...6).contains(fraction.utf8.count) else { return nil }
        guard (whole + fraction).utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        guard let units = Int64(whole), let rest = Int64(fraction + String(repeating: "0", count: 6 - fraction.utf8.count)) else { return nil }
        self.init(micros: units * 1_000_000 + rest, currency: currency)
    }

    /// At least two decimal places, six at most: `0.00`, `12.345`.
    public var decimal: String {
        let sign = micros < 0 ? "-" : ""
        let magnitude = micros.magnitude
        var fraction = String(magnitude % 1_000_000)
        fraction = String(repeating: "0", count: 6 - fraction.utf8.count) + fraction
        while fraction.utf8.count > 2, fraction.last == "0" { fraction.removeLast() }
        return "\(sign)\(magnitude / 1_000_000).\(fraction)"
    }

    public var description: String { "\(decimal) \(currency)" }

    enum CodingKeys: String, CodingKey { case amount, currency }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let currency = try container.decode(String.self, forKey: .currency)
        guard let value = Money(decimal: try container.decode(String.self, forKey: .amount), currency: currency) else {
            throw DecodingError.dataCorruptedError(forKey: .amount, in: container, debugDescription: "not a plain decimal such as \"25.00\"")
        }
        self = value
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(decimal, forKey: .amount)
        try container.encode(currency, forKey: .currency)
    }
}
