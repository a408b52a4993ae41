import FleetCore
import Testing

/// Every state of a permit with every event.
struct PermitMachineTests {
    static let holder = Fence(attempt: 1, execution: ExecutionID("exec_holder"))
    static let other = Fence(attempt: 2, execution: ExecutionID("exec_other"))

    static func machine(_ state: PermitState) -> PermitMachine {
        PermitMachine(state: state, holder: [.granted, .unknown, .needsReview].contains(state) ? holder : nil)
    }

    static let events: [(String, PermitMachine.Event)] = [
        ("budget", .budgetReserved), ("accepted", .accepted(holder, isSearch: false)), ("created", .created(by: holder)),
        ("not sent", .notSent(by: holder, goesOn: true)), ("not sent, over", .notSent(by: holder, goesOn: false)), ("lost", .lost(holder)),
        ("found", .found), ("in vain", .searchedInVain), ("given up", .searchGivenUp), ("cancelled", .cancelled),
        ("exists", .resolved(exists: true)), ("does not", .resolved(exists: false)),
    ]

    static let moves: [PermitState: [String: PermitState]] = [
        .none: ["budget": .reserved, "cancelled": .released],
        .reserved: ["accepted": .granted, "cancelled": .released],
        .granted: ["created": .settled, "not sent": .reserved, "not sent, over": .released, "lost": .unknown],
        .unknown: [
            "created": .settled, "not sent": .reserved, "not sent, over": .released, "found": .adopted, "in vain": .needsReview,
            "given up": .needsReview,
        ],
        .needsReview: ["created": .settled, "not sent": .released, "not sent, over": .released, "exists": .settled, "does not": .released],
    ]

    @Test(arguments: PermitState.allCases)
    func everyEventDoesWhatTheTableSays(state: PermitState) {
        for (name, event) in Self.events {
            var machine = Self.machine(state)
            _ = machine.apply(event)
            #expect(machine.state == Self.moves[state]?[name] ?? state, "\(state) + \(name)")
        }
    }

    @Test(arguments: PermitState.allCases)
    func nobodyButTheHolderSettlesAnything(state: PermitState) {
        for event in [
            PermitMachine.Event.created(by: Self.other), .notSent(by: Self.other, goesOn: true), .lost(Self.other),
            .accepted(Self.other, isSearch: true),
        ] {
            var machine = Self.machine(state)
            let before = machine
            let actions = machine.apply(event)
            #expect(machine == before)
            #expect(actions.isEmpty)
        }
    }

    @Test func aCallThatWasMadeAfterAPersonHadSaidNoIsForAPersonAgain() {
        var machine = PermitMachine(state: .needsReview, holder: Self.holder)
        #expect(machine.apply(.resolved(exists: false)) == [.release])
        #expect(machine.apply(.created(by: Self.other)).isEmpty)
        #expect(machine.apply(.created(by: Self.holder)) == [.review])
        #expect(machine.state == .needsReview)
        #expect(machine.apply(.resolved(exists: true)) == [.settle])
    }

    @Test func onlyAReservedPermitIsGranted() {
        for state in PermitState.allCases {
            var machine = Self.machine(state)
            let granted = machine.apply(.accepted(Self.other, isSearch: false)).contains(.grant(Self.other))
            #expect(granted == (state == .reserved))
        }
    }

    @Test(arguments: PermitState.allCases)
    func anObjectThatNobodyWatchesAnyMoreIsHandedToAPersonAndItsCreatorIsNotHeard(state: PermitState) {
        let holder = Fence(attempt: 1, execution: ExecutionID("exec_a"))
        var permit = PermitMachine(state: state, holder: holder)
        let actions = permit.apply(.lostFromSight)
        guard state == .settled || state == .adopted else { return #expect(actions.isEmpty && permit.state == state) }
        #expect(actions == [.review] && permit.state == .needsReview)
        #expect(permit.apply(.created(by: holder)).isEmpty)
        #expect(permit.apply(.resolved(exists: true)) == [.settle] && permit.state == .settled)
    }
}
