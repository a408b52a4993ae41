import FleetCore

/// The first thing that is wrong in a tenant's history.
public struct HistoryFault: Sendable, Equatable {
    public enum Kind: String, Sendable, CaseIterable {
        /// The record is not as it was written.
        case edited
        /// The record is not there, though later ones are.
        case deleted
        /// The record does not stand behind the one that it was written behind.
        case reordered
        /// The record and all later ones are not there.
        case cutOff = "cut_off"
        /// The record is right, and the head says another end of the chain.
        case headChanged = "head_changed"
        /// A record outside the chain: added by hand, or its link was taken away.
        case unchained
        /// The record is another one than the one that was noted down elsewhere: the whole chain was written anew.
        case rewritten
    }

    public let kind: Kind
    /// The record's place in the chain; 0 for one outside of it.
    public let number: Int64
    /// The record's id in the store; nil where it is not there.
    public let id: Int64?
    public let job: JobID?
    public let entity: String?
    public let entityID: String?

    init(_ kind: Kind, number: Int64, record: HistoryRow?) {
        self.kind = kind
        self.number = number
        id = record?.id
        job = record?.job
        entity = record?.entity
        entityID = record?.entityID
    }

    /// In a sentence, for people; quotes nothing that the record says.
    public var words: String {
        let what = entity.map { " (\($0) \(entityID ?? ""))" } ?? ""
        switch kind {
        case .edited: return "record \(number)\(what) was edited: its content does not give its digest"
        case .deleted:
            return number == 0 ? "records of an earlier release were deleted" : "record \(number) was deleted: a later one stands in its place"
        case .reordered: return "record \(number)\(what) was moved: it was written behind another one than the one before it"
        case .cutOff: return "record \(number) and what followed was cut off"
        case .headChanged: return "the chain's head was changed: it does not point at the newest record, \(number)\(what)"
        case .unchained: return "a record\(what) stands outside of the chain: it was added by hand, or its link was taken away"
        case .rewritten: return "record \(number)\(what) is not the one that was noted down: the chain was written anew"
        }
    }
}
