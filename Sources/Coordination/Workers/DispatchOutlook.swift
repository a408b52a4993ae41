import FleetCore
import Messaging

/// Who may be sent what now: a copy of what is known of the workers, so that a change may ask what it will mean itself once it is committed.
struct DispatchOutlook: Sendable {
    /// A worker that may be sent tasks.
    struct Offer: Sendable {
        let worker: WorkerID
        var credit: Int
        let capabilities: Set<String>
        /// It holds nothing, and nothing is under way to it.
        var isIdle: Bool
    }

    private(set) var credit: CreditLedger
    /// Workers that hold a task which must be alone.
    private(set) var aloneOn: [DispatchDeadlines.Key: (kind: WorkKind, partition: Int32)]
    /// Which incarnation of the broker messages are given to; nil where all that is known is in doubt: nothing is sent then.
    let incarnation: String?
    let now: MonotonicInstant

    init(
        credit: CreditLedger, aloneOn: [DispatchDeadlines.Key: (kind: WorkKind, partition: Int32)], incarnation: String?, now: MonotonicInstant
    ) {
        self.credit = credit
        self.aloneOn = aloneOn
        self.incarnation = incarnation
        self.now = now
    }

    /// The workers of a kind with credit, in order of their ids. One that holds a task which must be alone is sent nothing.
    func offers(of kind: WorkKind) -> [Offer] {
        guard incarnation != nil else { return [] }
        let busy = Set(aloneOn.values.filter { $0.kind == kind }.map(\.partition))
        return credit.workers(of: kind).compactMap { worker in
            let room = credit.credit(of: worker, now: now)
            guard room > 0, let claim = credit.claim(of: worker), busy.isDisjoint(with: claim.partitions) else { return nil }
            let isIdle = credit.load(of: worker) == 0 && credit.unansweredCount(of: worker) == 0
            return Offer(worker: worker, credit: room, capabilities: claim.capabilities, isIdle: isIdle)
        }
    }

    /// Where the next message to a worker goes; nil when it owns no partition.
    func partition(for worker: WorkerID) -> Int32? { credit.partition(for: worker) }

    /// Takes over what a change means for credit.
    mutating func take(_ effects: [ChangeEffect]) {
        for effect in effects {
            if case .leaseEnded(let key) = effect { aloneOn[DispatchDeadlines.Key(task: key.task, attempt: key.fence.attempt)] = nil }
            if case .answered(let key, isAccepted: false) = effect { aloneOn[key] = nil }
            if case .dispatched(let key, let kind, let partition, _, isAlone: true) = effect { aloneOn[key] = (kind, partition) }
            credit.take(effect, now: now)
        }
    }
}

extension CreditLedger {
    /// Takes over what a committed change means for credit.
    mutating func take(_ effect: ChangeEffect, now: MonotonicInstant) {
        switch effect {
        case .dispatched(let key, let kind, let partition, _, _): dispatched(key, kind: kind, partition: partition)
        case .answered(let key, _): answered(key)
        case .declined(let worker): declined(worker)
        case .acceptanceSaid(let execution, let worker): accepted(execution, by: worker)
        case .outcomeSaid(let execution, let worker): ended(execution, by: worker)
        case .beaten(let heard, _): beat(heard.worker, Claim(heard), now: now)
        case .leaseStarted, .leaseRenewed, .leaseEnded, .ignored, .workReady, .allGiven, .inventory, .timerSet: break
        }
    }
}

extension CreditLedger.Claim {
    /// The slots of one worker that count: what a beat says is believed within bounds only, since figures are added up later.
    static let mostSlots = 4096

    init(_ beat: WorkerBeat) {
        self.init(
            kind: beat.kind, slots: min(max(beat.slots, 0), Self.mostSlots), partitions: beat.partitions.filter { $0 >= 0 },
            generation: beat.generation, executions: Set(beat.executions.map(\.token.execution)), capabilities: Set(beat.capabilities),
            isLeaving: beat.isLeaving)
    }
}
