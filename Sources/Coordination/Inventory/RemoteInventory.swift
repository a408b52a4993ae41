import FleetCore

/// What is to be done about an object that lives at a provider and carries this fleet's mark. Pure.
///
///     permit of its intent                  its job     verdict
///     there is none                         -           retire: nobody knows it
///     released                              any         retire: it was said that nothing was made
///     none yet, reserved, granted, unknown  any         keep: the search for it is on its way
///     settled, adopted; it is this object   not over    keep
///     settled, adopted; it is another       any         retire: one create too many
///     settled, adopted, needs_review        cancelled   retire: nobody wants it any more
///     settled, adopted                      over        keep: what came of it is recorded
///     needs_review                          any other   ask: a person decides, and is told where to look
enum RemoteInventory {
    /// What the store knows about the intent.
    struct Known: Equatable {
        var permit: PermitState
        /// The object that counts; nil: not known.
        var remoteID: String?
        var job: JobState
    }

    enum Verdict: Equatable {
        case keep
        case retire(reason: String)
        case ask
    }

    static func verdict(on object: RemoteObject, _ known: Known?) -> Verdict {
        guard let known else { return .retire(reason: "no permit knows it") }
        switch known.permit {
        case .none, .reserved, .granted, .unknown: return .keep
        case .released: return .retire(reason: "its permit was given back: nothing should have been made")
        case .settled, .adopted:
            if let counting = known.remoteID, counting != object.id { return .retire(reason: "\(counting) was made for the same intent") }
            return known.job == .cancelled ? .retire(reason: "its job was cancelled") : .keep
        case .needsReview: return known.job == .cancelled ? .retire(reason: "its job was cancelled") : .ask
        }
    }
}
