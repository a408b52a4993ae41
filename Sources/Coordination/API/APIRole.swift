/// What a caller may do; each role holds the ones before it.
public enum APIRole: String, Sendable, CaseIterable, Comparable {
    /// Sees jobs and models of its tenant.
    case reader
    /// Submits, cancels and retries jobs.
    case submitter
    /// Moves aliases, decides about permits, sees the fleet.
    case admin

    public static func < (left: APIRole, right: APIRole) -> Bool {
        (allCases.firstIndex(of: left) ?? 0) < (allCases.firstIndex(of: right) ?? 0)
    }

    /// This role and those that it holds.
    var held: Set<String> { Set(Self.allCases.filter { $0 <= self }.map(\.rawValue)) }
}
