/// The codes of waiting reasons in a person's words; what is not known here is read as words.
public enum WaitingWords {
    /// What stands behind "It waits ".
    public static func text(of reason: String) -> String {
        switch reason {
        case "budget": "because its budget does not cover what comes next"
        case "no_worker": "because no worker of the kind that it needs runs"
        case "no_matching_worker": "because no running worker can do what it needs"
        case "retry": "for the next try"
        case "blocked": "because something is missing or full that a person must mend"
        case "rate_limited": "because its provider asked to be left alone for a while"
        case "broker_unreachable": "because the broker cannot be reached"
        case "busy": "because all workers that it needs are busy"
        default: "(\(reason.replacing("_", with: " ")))"
        }
    }

    /// A whole sentence or two: why, until when, and what frees it.
    public static func sentence(reason: String, frees: String?, until: String?) -> String {
        let first = "It waits \(text(of: reason))\(until.map { ", at the latest until \($0)" } ?? "")."
        return frees.map { "\(first) What frees it: \($0)." } ?? first
    }
}
