import FleetCore

/// A bar for one stage: how far, how long still, and the newest figures.
public enum ProgressBar {
    /// `train      [########............]  40 %  step 30 of 75, loss 0.412, about 2 min left`
    public static func line(stage: String, share: Double?, note: String, width: Int = 20) -> String {
        let name = stage + String(repeating: " ", count: max(0, 12 - stage.count))
        guard let share, share.isFinite else { return "\(name)[\(String(repeating: ".", count: width))]       \(note)" }
        let bounded = min(max(share, 0), 1)
        let full = Int((bounded * Double(width)).rounded(.down))
        let percent = String(Int((bounded * 100).rounded(.down)))
        let bar = String(repeating: "#", count: full) + String(repeating: ".", count: width - full)
        return "\(name)[\(bar)] \(String(repeating: " ", count: 3 - percent.count))\(percent) %  \(note)"
    }

    /// "about 3 min left", rounded as a person would say it.
    public static func remaining(_ seconds: Double?) -> String? {
        guard let seconds, seconds.isFinite, seconds >= 0 else { return nil }
        if seconds < 90 { return "about \(NumberText.whole(max(1, seconds))) s left" }
        if seconds < 5400 { return "about \(NumberText.whole(seconds / 60)) min left" }
        return "about \(NumberText.whole(seconds / 3600)) h left"
    }
}
