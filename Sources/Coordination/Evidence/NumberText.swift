/// Numbers for people: three places, no needless zeros.
enum NumberText {
    static func short(_ value: Double) -> String {
        guard value.isFinite else { return "–" }
        if value.magnitude >= 1e12 || (value != 0 && value.magnitude < 0.0005) { return String(value) }
        let scaled = (value * 1000).rounded()
        let sign = scaled < 0 ? "-" : ""
        let thousandths = Int64(scaled.magnitude)
        var fraction = String(thousandths % 1000)
        fraction = String(repeating: "0", count: 3 - fraction.utf8.count) + fraction
        while fraction.last == "0" { fraction.removeLast() }
        return "\(sign)\(thousandths / 1000)" + (fraction.isEmpty ? "" : ".\(fraction)")
    }
}
