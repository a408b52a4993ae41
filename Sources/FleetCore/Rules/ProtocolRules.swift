/// The rules of the protocol, each with a switch: always all on outside tests, which show what each one prevents.
package struct ProtocolRules: OptionSet, Sendable, Hashable {
    package let rawValue: Int
    package init(rawValue: Int) { self.rawValue = rawValue }

    /// A result counts only from the bound execution of the newest attempt.
    package static let resultsAreFenced = ProtocolRules(rawValue: 1 << 0)
    /// The first execution of an attempt is bound to it; a second is stopped.
    package static let secondExecutionIsRefused = ProtocolRules(rawValue: 1 << 1)
    /// One permit per intent: it is not given to another execution while its holder may still create.
    package static let onePermitPerIntent = ProtocolRules(rawValue: 1 << 2)
    /// A search that finds nothing never makes the intent grantable again.
    package static let noGrantAfterEmptySearch = ProtocolRules(rawValue: 1 << 3)
    /// A lease expires only when its results partition was read past the end seen after its deadline.
    package static let leasesAwaitReading = ProtocolRules(rawValue: 1 << 4)
    /// A dispatch deadline passes only when every results partition was read past the end seen after it.
    package static let deadlinesAwaitReading = ProtocolRules(rawValue: 1 << 5)
    /// A worker writes everything that it says to one partition.
    package static let oneVoicePerWorker = ProtocolRules(rawValue: 1 << 6)

    package static let all: ProtocolRules = [
        .resultsAreFenced, .secondExecutionIsRefused, .onePermitPerIntent, .noGrantAfterEmptySearch, .leasesAwaitReading, .deadlinesAwaitReading,
        .oneVoicePerWorker,
    ]
}
