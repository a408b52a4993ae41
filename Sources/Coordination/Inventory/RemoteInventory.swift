import FleetCore

/// What is to be done about an object that lives at a provider and carries this fleet's mark. Pure.
///
///     permit of its intent                  its job     verdict
///     none; made in this reign              -           retire: nobody knows it
///     none; made before                     -           ask: a store brought back from a copy knows less than there is
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

    /// - Parameter reignBegan: since when everything that was permitted stands in this store.
    static func verdict(on object: RemoteObject, _ known: Known?, reignBegan: Timestamp) -> Verdict {
        guard let known else {
            let isOfThisReign = object.createdAt.map { $0 > reignBegan.milliseconds / 1000 } ?? false
            return isOfThisReign ? .retire(reason: "no permit knows it") : .ask
        }
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
