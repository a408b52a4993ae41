extension Array {
    /// Batches of a few lengths, the longest first; the last one is filled up with its last element. A statement of few lengths is prepared seldom.
    func batches(of lengths: [Int]) -> [[Element]] {
        var batches: [[Element]] = []
        var start = 0
        while start < count {
            let length = lengths.last { $0 >= count - start } ?? lengths[0]
            let batch = self[start..<Swift.min(start + length, count)]
            batches.append(Array(batch) + Array(repeating: batch[batch.endIndex - 1], count: length - batch.count))
            start += length
        }
        return batches
    }
}
