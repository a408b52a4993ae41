/// All that a run leaves behind for its judge: five ledgers that only grow, and what else could be seen.
///
/// Whoever runs the fleet, as a simulation or as real processes, fills these values (or writes them as JSON lines, see `LedgerFolder`) and hands
/// them to `Checker`, which alone decides what was right.
public struct Ledgers: Sendable, Equatable {
    /// 1: jobs that were wanted.
    public var submits: [SubmitEntry] = []
    /// 2: all records of all topics, in the order of each partition.
    public var records: [RecordEntry] = []
    /// 3: all rows of the state store at the end.
    public var rows: [StoreEntry] = []
    /// 4: what reached the provider, in order.
    public var calls: [ProviderEntry] = []
    /// 5: all objects at the end.
    public var objects: [ObjectEntry] = []
    public var texts: [ObservedText] = []
    public var figures: [BoundedFigure] = []

    public init() {}
}
