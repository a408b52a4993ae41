/// The durable grant of one intent. Pure: an event changes the value and answers what is to be done.
///
///     state        event                                  next state      actions
///     none         budget reserved                        reserved
///     reserved     acceptance of a creating attempt       granted(it)     grant
///     reserved     cancelled                              released        release
///     granted      acceptance by its holder, again        granted         grant (the answer may have been lost)
///     granted      created (its holder)                   settled         settle
///     granted      not sent (its holder), task goes on    reserved
///     granted      not sent (its holder), task is over    released        release
///     granted      its holder is lost or failed           unknown         search
///     unknown      found by a search                      adopted         settle
///     unknown      searched in vain, may be listed late   unknown         search
///     unknown      searched in vain often enough, or over needs_review    review
///     unknown      created (its holder, late)             settled         settle
///     unknown      not sent (its holder, late)            reserved or released
///     needs_review created (its holder, late)             settled         settle
///     needs_review not sent (its holder, late)            released        release
///     needs_review a person says it exists, or not        settled, released
///     released     created (its holder): a person was wrong needs_review    review
///     settled      its object is watched no more           needs_review    review
///     adopted      its object is watched no more           needs_review    review
///     any          acceptance by anybody else             unchanged       deny
///     any          anything else                          unchanged
///
/// A searching attempt never binds the permit, and an empty search never makes it grantable: whoever was paused before its call may still make it.
public struct PermitMachine: Sendable, Equatable {
    public private(set) var state: PermitState
    /// The execution that may create, or may have created.
    public private(set) var holder: Fence?
    /// Searches that found nothing.
    public private(set) var searches: Int
    /// A provider may list late what it has made: so many searches in vain are believed.
    public let mostSearches: Int
    package var rules = ProtocolRules.all

    public enum Event: Sendable, Equatable {
        case budgetReserved
        case accepted(Fence, isSearch: Bool)
        case created(by: Fence)
        /// - Parameter goesOn: whether another attempt may follow.
        case notSent(by: Fence, goesOn: Bool)
        /// Its execution is over and did not say what became of the call.
        case lost(Fence)
        case found
        case searchedInVain
        case searchGivenUp
        case cancelled
        case resolved(exists: Bool)
        /// The object is known, and nobody saw it end.
        case lostFromSight
    }

    public enum Action: Sendable, Equatable {
        case grant(Fence)
        case deny(Fence, reason: String)
        /// The remote object is known: the reservation becomes a cost.
        case settle
        /// The reservation is given back.
        case release
        /// Further attempts only search.
        case search
        /// A person is asked.
        case review
    }

    public init(state: PermitState = .none, holder: Fence? = nil, searches: Int = 0, mostSearches: Int = 1) {
        self.state = state
        self.holder = holder
        self.searches = searches
        self.mostSearches = mostSearches
    }

    public mutating func apply(_ event: Event) -> [Action] {
        switch event {
        case .budgetReserved:
            if state == .none { state = .reserved }
            return []
        case .accepted(let fence, let isSearch): return accept(fence, isSearch: isSearch)
        case .created(let fence): return fence == holder ? created() : []
        case .notSent(let fence, let goesOn): return takeBack(fence, goesOn: goesOn)
        case .lost(let fence):
            guard state == .granted, fence == holder else { return [] }
            state = .unknown
            return [.search]
        case .found: return when(.unknown, becomes: .adopted, [.settle])
        case .searchedInVain:
            guard rules.contains(.noGrantAfterEmptySearch) else {
                holder = nil
                return when(.unknown, becomes: .reserved, [])
            }
            guard state == .unknown else { return [] }
            searches += 1
            return searches < mostSearches ? [.search] : when(.unknown, becomes: .needsReview, [.review])
        case .searchGivenUp: return when(.unknown, becomes: .needsReview, [.review])
        case .cancelled:
            if state == .none { state = .released; return [] }
            return when(.reserved, becomes: .released, [.release])
        case .lostFromSight:
            guard state == .settled || state == .adopted else { return [] }
            state = .needsReview
            // Its creator has nothing more to say about it.
            holder = nil
            return [.review]
        case .resolved(let exists):
            return exists ? when(.needsReview, becomes: .settled, [.settle]) : when(.needsReview, becomes: .released, [.release])
        }
    }

    private mutating func accept(_ fence: Fence, isSearch: Bool) -> [Action] {
        if isSearch, rules.contains(.onePermitPerIntent) { return [] }
        if state == .granted, fence == holder { return [.grant(fence)] }
        guard state == .reserved || (!rules.contains(.onePermitPerIntent) && state.isOpen) else {
            return [.deny(fence, reason: state == .none ? "no budget is reserved" : "the permit is \(state.rawValue)")]
        }
        state = .granted
        holder = fence
        return [.grant(fence)]
    }

    private mutating func created() -> [Action] {
        switch state {
        case .granted, .unknown, .needsReview:
            state = .settled
            return [.settle]
        case .released:
            // A released permit has a holder only where a person said that nothing was made, and its call was still to come.
            state = .needsReview
            holder = nil
            return [.review]
        case .none, .reserved, .settled, .adopted: return []
        }
    }

    private mutating func takeBack(_ fence: Fence, goesOn: Bool) -> [Action] {
        guard fence == holder else { return [] }
        switch state {
        case .granted, .unknown:
            state = goesOn ? .reserved : .released
            holder = nil
            return goesOn ? [] : [.release]
        case .needsReview:
            state = .released
            holder = nil
            return [.release]
        case .none, .reserved, .settled, .adopted, .released: return []
        }
    }

    private mutating func when(_ needed: PermitState, becomes next: PermitState, _ actions: [Action]) -> [Action] {
        guard state == needed else { return [] }
        state = next
        return actions
    }
}
