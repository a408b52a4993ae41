/// A writing system, told by the blocks of Unicode in which its letters stand.
enum Script: CaseIterable {
    case latin, greek, cyrillic, hebrew, arabic, devanagari, thai, kana, hangul, han

    /// The script of a letter; nil for anything else.
    init?(_ scalar: Unicode.Scalar) {
        switch scalar.value {
        case 0x41...0x5A, 0x61...0x7A, 0xC0...0xD6, 0xD8...0xF6, 0xF8...0x24F, 0x1E00...0x1EFF: self = .latin
        case 0x370...0x3FF, 0x1F00...0x1FFF: self = .greek
        case 0x400...0x52F: self = .cyrillic
        case 0x5D0...0x5EA: self = .hebrew
        case 0x620...0x6D3, 0x750...0x77F: self = .arabic
        case 0x900...0x97F: self = .devanagari
        case 0xE01...0xE5B: self = .thai
        case 0x3041...0x30FF: self = .kana
        case 0x1100...0x11FF, 0xAC00...0xD7A3: self = .hangul
        case 0x3400...0x4DBF, 0x4E00...0x9FFF, 0x20000...0x2FA1F: self = .han
        default: return nil
        }
    }

    /// The language that most texts in it are in, as BCP 47 names it.
    var language: String {
        switch self {
        case .latin: "en"
        case .greek: "el"
        case .cyrillic: "ru"
        case .hebrew: "he"
        case .arabic: "ar"
        case .devanagari: "hi"
        case .thai: "th"
        case .kana: "ja"
        case .hangul: "ko"
        case .han: "zh"
        }
    }
}
