import FleetCore
import Messaging

/// What the workers hold and what is under way to them, as far as it decides who may be sent more. Effects are told in order.
struct WorkerLoads: Sendable {
    var credit: CreditLedger
    /// Tasks that must be alone, and the partitions of the workers that keep free for them.
    private(set) var aloneOn: [DispatchDeadlines.Key: (kind: WorkKind, partition: Int32)] = [:]
    private(set) var holdings = TenantHoldings()

    init(credit: CreditLedger) { self.credit = credit }

    mutating func take(_ effect: ChangeEffect, now: MonotonicInstant) {
        switch effect {
        case .dispatched(let key, let sent, _):
            credit.dispatched(key, kind: sent.kind, partition: sent.partition)
            hold(key, sent)
        case .answered(let key, let isAccepted):
            credit.answered(key)
            // A task that was declined or taken back is nowhere: who kept its worker free for it waits for nothing.
            if !isAccepted { release(key) }
        case .leaseEnded(let key): release(key.dispatch)
        case .declined(let worker): credit.declined(worker)
        case .acceptanceSaid(let execution, let worker): credit.accepted(execution, by: worker)
        case .outcomeSaid(let execution, let worker): credit.ended(execution, by: worker)
        case .beaten(let beat, _): credit.beat(beat.worker, CreditLedger.Claim(beat), now: now)
        case .leaseStarted, .leaseRenewed, .ignored, .workReady, .allGiven, .inventory, .timerSet: break
        }
    }

    /// The attempt is under way to a worker, or is held by one.
    mutating func hold(_ key: DispatchDeadlines.Key, _ sent: SentTask) {
        holdings.take(key, kind: sent.kind, tenant: sent.tenant)
        if sent.isAlone { aloneOn[key] = (sent.kind, sent.partition) }
    }

    /// The attempt is nowhere any more.
    mutating func release(_ key: DispatchDeadlines.Key) {
        holdings.release(key)
        aloneOn[key] = nil
    }

    /// Who holds what is in doubt: it is told anew.
    mutating func releaseAll() {
        holdings = TenantHoldings()
        aloneOn = [:]
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
