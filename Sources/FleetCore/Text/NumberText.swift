/// Numbers for people. Every number has a text: what is not finite, and what is larger than any measurement, never traps.
public enum NumberText {
    /// At most three places, no needless zeros; a dash for what is not finite.
    public static func short(_ value: Double) -> String {
        guard value.isFinite else { return unknown }
        if isOutOfPlaces(value) || (value != 0 && value.magnitude < 0.0005) { return String(value) }
        var text = fixed(value)
        while text.last == "0" { text.removeLast() }
        if text.last == "." { text.removeLast() }
        return text
    }

    /// Three places always, for columns and verdicts.
    public static func fixed(_ value: Double) -> String {
        guard value.isFinite else { return unknown }
        guard !isOutOfPlaces(value) else { return String(value) }
        let scaled = (value * 1000).rounded()
        let thousandths = Int64(scaled.magnitude)
        let fraction = String(thousandths % 1000)
        let sign = scaled < 0 ? "-" : ""
        return "\(sign)\(thousandths / 1000).\(String(repeating: "0", count: 3 - fraction.utf8.count))\(fraction)"
    }

    /// Three places with a sign, for differences.
    public static func signed(_ value: Double) -> String {
        let text = fixed(value)
        return text.hasPrefix("-") || !value.isFinite ? text : "+" + text
    }

    /// Rounded to a whole number.
    public static func whole(_ value: Double) -> String {
        guard value.isFinite else { return unknown }
        return isOutOfPlaces(value) ? String(value) : String(Int64(value.rounded()))
    }

    private static let unknown = "–"

    /// Beyond this thousandths are noise, and further up they fit into no integer.
    private static func isOutOfPlaces(_ value: Double) -> Bool { value.magnitude >= 1e12 }
}
