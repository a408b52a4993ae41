extension String {
    /// The text as a log or a terminal may show it: a blank for each control character and for what turns the direction of writing, so that no
    /// value forges a second line, steers the terminal or hides what it says.
    /// - Parameter keepsLines: line ends and tabs stay, for output of several lines.
    public func printable(keepsLines: Bool = false) -> String {
        guard unicodeScalars.contains(where: { !Self.isPrintable($0, keepsLines) }) else { return self }
        return String(String.UnicodeScalarView(unicodeScalars.map { Self.isPrintable($0, keepsLines) ? $0 : " " }))
    }

    private static func isPrintable(_ scalar: Unicode.Scalar, _ keepsLines: Bool) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A: keepsLines
        // C0 and C1 controls, line and paragraph separators, and the marks that turn the direction of writing.
        case 0x00...0x1F, 0x7F...0x9F, 0x2028...0x202E, 0x2066...0x2069: false
        default: true
        }
    }
}
