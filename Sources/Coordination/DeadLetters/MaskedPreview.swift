/// The first bytes of a message with nothing that a person could be known by: enough to see whether it is JSON, a table or a picture.
enum MaskedPreview {
    private static let limit = 96

    /// Letters become `x` and `X`, digits `9`, what is not printable ASCII `.`; punctuation and spaces stay.
    static func text(_ bytes: [UInt8]) -> String {
        let masked = bytes.prefix(limit).map { byte -> UInt8 in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt8(ascii: "x")
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt8(ascii: "X")
            case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt8(ascii: "9")
            case 0x20...0x7E: byte
            case 0x09, 0x0A, 0x0D: 0x20
            default: UInt8(ascii: ".")
            }
        }
        return String(decoding: masked, as: UTF8.self)
    }
}
