import FleetCore

/// What a message is about, readable without its body: CloudEvents extension attributes of ours. A coordinator that cannot read a
/// result's body fails the attempt that these name.
public struct EnvelopeRouting: Sendable, Equatable {
    public var fleet: FleetID?
    public var term: Term?
    public var job: JobID?
    public var task: WorkTaskID?
    public var attempt: Int?
    public var execution: ExecutionID?
    public var kind: WorkKind?

    public init(
        fleet: FleetID? = nil, term: Term? = nil, job: JobID? = nil, task: WorkTaskID? = nil, attempt: Int? = nil,
        execution: ExecutionID? = nil, kind: WorkKind? = nil
    ) {
        self.fleet = fleet
        self.term = term
        self.job = job
        self.task = task
        self.attempt = attempt
        self.execution = execution
        self.kind = kind
    }

    /// The routing of a message about one execution.
    public init(fleet: FleetID, token: ExecutionToken, term: Term? = nil, job: JobID? = nil, kind: WorkKind? = nil) {
        self.init(fleet: fleet, term: term, job: job, task: token.task, attempt: token.attempt, execution: token.execution, kind: kind)
    }

    /// The execution that the headers name in full, or nil.
    public var token: ExecutionToken? {
        guard let task, let attempt, let execution else { return nil }
        return ExecutionToken(task: task, attempt: attempt, execution: execution)
    }

    /// Attribute names and values in a fixed order.
    var attributes: [(name: String, value: String)] {
        var list: [(name: String, value: String)] = []
        if let fleet { list.append((Name.fleet, fleet.rawValue)) }
        if let term { list.append((Name.term, String(term.number))) }
        if let job { list.append((Name.job, job.rawValue)) }
        if let task { list.append((Name.task, task.rawValue)) }
        if let attempt { list.append((Name.attempt, String(attempt))) }
        if let execution { list.append((Name.execution, execution.rawValue)) }
        if let kind { list.append((Name.kind, kind.rawValue)) }
        return list
    }

    /// Takes what is ours out of `attributes`; the others stay. A kind of a later release is left where it is.
    init(takingFrom attributes: inout [String: String]) throws {
        fleet = attributes.removeValue(forKey: Name.fleet).map { FleetID($0) }
        term = try Self.number(Name.term, in: &attributes).map { Term($0) }
        job = attributes.removeValue(forKey: Name.job).map { JobID($0) }
        task = attributes.removeValue(forKey: Name.task).map { WorkTaskID($0) }
        let counted = try Self.number(Name.attempt, in: &attributes)
        attempt = counted.map { Int(clamping: $0) }
        execution = attributes.removeValue(forKey: Name.execution).map { ExecutionID($0) }
        kind = attributes[Name.kind].flatMap { WorkKind(rawValue: $0) }
        if kind != nil { attributes[Name.kind] = nil }
    }

    private static func number(_ name: String, in attributes: inout [String: String]) throws -> Int64? {
        guard let text = attributes.removeValue(forKey: name) else { return nil }
        guard let number = Int64(text), number >= 0 else { throw EnvelopeFault.attributeInvalid(name, "is no whole number") }
        return number
    }

    private enum Name {
        static let fleet = "fleet"
        static let term = "term"
        static let job = "job"
        static let task = "task"
        static let attempt = "attempt"
        static let execution = "execution"
        static let kind = "kind"
    }
}
