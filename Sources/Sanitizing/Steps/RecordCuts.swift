/// Finds the records of a CSV file that begin near multiples of the shard's size.
struct RecordCuts {
    private(set) var cuts: [Int64] = [0]
    private let shardBytes: Int64
    private var offset: Int64 = 0
    private var isQuoted = false

    init(shardBytes: Int64) { self.shardBytes = shardBytes }

    /// A doubled quote changes the state twice, which comes to the same.
    mutating func take(_ piece: [UInt8]) {
        for byte in piece {
            offset += 1
            if byte == UInt8(ascii: "\"") {
                isQuoted.toggle()
            } else if byte == 0x0A, !isQuoted, offset - (cuts.last ?? 0) >= shardBytes {
                cuts.append(offset)
            }
        }
    }
}
