/// A refused row in a quarantine file: where it stands, why, and its beginning. Only the owner of the data reads it.
struct QuarantineLine: Codable, Equatable {
    static let rawBytes = 2048

    var source: String
    var line: Int
    var byte: Int64
    var reason: String
    /// The first bytes of the row, what is not UTF-8 replaced; unless the plan keeps personal data, without what the recognizer finds there.
    var raw: String
}
