/// What becomes of each row in the merge: two bits a row, the only thing whose size grows with the data (25 MB for a hundred million rows).
struct RowAssignment {
    enum Place: UInt8 { case dropped, train, validation, test }

    private var bits: [UInt8]

    init(rows: Int) { bits = [UInt8](repeating: 0, count: (rows + 3) / 4) }

    subscript(row: Int) -> Place {
        get { Place(rawValue: bits[row / 4] >> UInt8(row % 4 * 2) & 3) ?? .dropped }
        set {
            let shift = UInt8(row % 4 * 2)
            bits[row / 4] = bits[row / 4] & ~(3 << shift) | newValue.rawValue << shift
        }
    }
}
