import FleetCore
import Testing

/// A part of the protocol's space that is explored whole.
struct ExplorerCase: Sendable, CustomTestStringConvertible {
    let name: String
    /// The rules that are left out.
    var without: ProtocolRules = []
    var isChargeable = true
    var faults: ProtocolFaults = []
    var bounds = ProtocolBounds()
    /// What breaks without the rules.
    var breaks: Set<ProtocolViolation> = []

    var testDescription: String { name }

    func world(rules: ProtocolRules) -> ProtocolWorld {
        ProtocolWorld(rules: rules, isChargeable: isChargeable, faults: faults, bounds: bounds)
    }

    /// One for each rule: left out it breaks what it is there for, and with it everything holds in the same space.
    static let rules = [
        ExplorerCase(
            name: "one permit per intent", without: .onePermitPerIntent, faults: .pause,
            bounds: ProtocolBounds(attempts: 2, executions: 2, passes: 1), breaks: [.createdTwice]),
        ExplorerCase(
            name: "no grant after an empty search", without: .noGrantAfterEmptySearch, faults: .pause,
            bounds: ProtocolBounds(attempts: 3, executions: 3, passes: 1), breaks: [.createdTwice]),
        ExplorerCase(
            name: "a second execution is refused", without: .secondExecutionIsRefused, isChargeable: false, faults: .rebalance,
            bounds: ProtocolBounds(attempts: 1, executions: 2, passes: 1), breaks: [.resultDropped]),
        ExplorerCase(
            name: "a second execution is refused, and its permit", without: [.secondExecutionIsRefused, .onePermitPerIntent], faults: .rebalance,
            bounds: ProtocolBounds(attempts: 1, executions: 2, passes: 0), breaks: [.createdTwice]),
        ExplorerCase(
            name: "results are fenced", without: .resultsAreFenced, isChargeable: false,
            bounds: ProtocolBounds(attempts: 2, executions: 2, passes: 1),
            breaks: [.fencedApplied]),
        ExplorerCase(
            name: "leases await the reading", without: .leasesAwaitReading, isChargeable: false,
            bounds: ProtocolBounds(attempts: 2, executions: 2, passes: 1), breaks: [.leaseOfLiving]),
        ExplorerCase(
            name: "dispatch deadlines await the reading", without: .deadlinesAwaitReading, isChargeable: false,
            bounds: ProtocolBounds(attempts: 2, executions: 2, passes: 1), breaks: [.deadlineKillsLiving]),
        ExplorerCase(
            name: "one voice per worker", without: .oneVoicePerWorker, isChargeable: false,
            bounds: ProtocolBounds(attempts: 1, executions: 1, passes: 1), breaks: [.lagStopsLiving, .resultDropped]),
    ]

    /// The whole protocol under faults that meet.
    static let combined = [
        part(of: false, [.crash, .pause]), part(of: false, [.acceptLost, .acceptUnknown]), part(of: false, [.lostControl, .cancel]),
        part(of: false, [.takeover]), part(of: true, [.crash, .lostAnswer]), part(of: true, [.pause, .lostAnswer, .lateListing]),
        part(of: true, [.cancel, .lostAnswer]), part(of: true, [.lostControl, .duplicatePublish]), part(of: true, [.acceptLost, .lateListing]),
        part(of: true, [.crash, .lostControl]), part(of: true, [.rebalance]), part(of: true, [.takeover]), part(of: true, [.crash, .cancel]),
    ]

    /// Every two faults, and a few that are known to meet: minutes to hours.
    static let whole: [ExplorerCase] = {
        let single = ProtocolFaults.each
        var parts: [ExplorerCase] = []
        for isChargeable in [false, true] {
            for (index, one) in single.enumerated() { for other in single[index...] { parts.append(part(of: isChargeable, [one, other])) } }
        }
        for faults: ProtocolFaults in [
            [.crash, .lostAnswer, .rebalance], [.pause, .lostAnswer, .rebalance], [.crash, .pause, .lostControl], [.cancel, .pause, .lostAnswer],
            [.takeover, .lostControl, .lostAnswer], [.pause, .lateListing, .cancel],
        ] { parts.append(part(of: true, faults)) }
        parts.append(part(of: false, .all, ProtocolBounds(attempts: 3, executions: 4, passes: 3)))
        parts.append(part(of: true, .all, ProtocolBounds(attempts: 3, executions: 4, passes: 3)))
        return parts
    }()

    private static func part(
        of isChargeable: Bool, _ faults: ProtocolFaults, _ bounds: ProtocolBounds = ProtocolBounds(attempts: 2, executions: 2, passes: 1)
    ) -> ExplorerCase {
        ExplorerCase(name: "\(isChargeable ? "charge" : "plain"): \(faults)", isChargeable: isChargeable, faults: faults, bounds: bounds)
    }
}
