/// Waits until partitions were read past the ends that they had at some moment: only then silence means something.
public struct ReadingBarrier: Sendable, Hashable {
    /// The next offset of each partition at that moment.
    public let ends: [Int32: Int64]

    public init(ends: [Int32: Int64]) { self.ends = ends }

    /// - Parameter positions: for each partition, the next offset that will be applied.
    public func isPassed(by positions: [Int32: Int64]) -> Bool {
        ends.allSatisfy { partition, end in positions[partition, default: 0] >= end }
    }
}
