/// What must hold after every run, whatever was broken in it.
public enum Invariant: String, Sendable, CaseIterable, Codable {
    case nothingLost = "I1"
    case oneEnd = "I2"
    case money = "I3"
    case artifacts = "I4"
    case fencing = "I5"
    case privacy = "I6"
    case tenants = "I7"
    case bounds = "I8"
    case audit = "I9"

    public var title: String {
        switch self {
        case .nothingLost: "every acknowledged submit has one job with one end; no message is skipped"
        case .oneEnd: "an end is never changed; each transition is told once, and none that was not committed"
        case .money: "at most one create per intent; what was bought stands in the books"
        case .artifacts: "every named object exists with its digest, and belongs to the execution that counted"
        case .fencing: "no write of a deposed reign or of a stale execution"
        case .privacy: "no planted secret or personal datum where it must not be"
        case .tenants: "no row, record, object or text crosses tenants"
        case .bounds: "figures within their limits"
        case .audit: "the audit chain is whole and has every transition"
        }
    }
}
