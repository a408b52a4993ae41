extension UInt8 {
    var isDigit: Bool { self >= 0x30 && self <= 0x39 }
    var isUpper: Bool { self >= 0x41 && self <= 0x5A }
    var isLower: Bool { self >= 0x61 && self <= 0x7A }
    var isLetter: Bool { isUpper || isLower }
    var isAlphanumeric: Bool { isDigit || isLetter }
    var isHexadecimal: Bool { isDigit || (self | 0x20 >= 0x61 && self | 0x20 <= 0x66) }
    /// A part of a character beyond ASCII.
    var isMultibyte: Bool { self >= 0x80 }
    /// A letter, digit or part of a character beyond ASCII: what a word is made of.
    var isWord: Bool { isAlphanumeric || isMultibyte || self == UInt8(ascii: "_") }
    var lowercased: UInt8 { isUpper ? self | 0x20 : self }
    var uppercased: UInt8 { isLower ? self & 0xDF : self }
    /// White space of ASCII.
    var isSpace: Bool { self == 0x20 || (self >= 0x09 && self <= 0x0D) }
}
