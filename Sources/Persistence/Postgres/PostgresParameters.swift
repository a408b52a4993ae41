/// The values of one statement in the form that libpq wants: numbers and texts as text, bytes as they are.
struct PostgresParameters {
    private var bytes: [UInt8] = []
    private var starts: [Int?] = []
    private var lengths: [Int32] = []
    private var formats: [Int32] = []

    init(_ values: [SQLValue]) {
        for value in values {
            switch value {
            case .null: append(nil, isBinary: false)
            case .integer(let number): append(Array(String(number).utf8) + [0], isBinary: false)
            case .text(let text): append(Array(text.utf8) + [0], isBinary: false)
            case .blob(let blob): append(blob + [0], isBinary: true)
            }
        }
    }

    /// Calls `body` with pointers that are valid during the call.
    func withPointers<Result>(
        _ body: (Int32, UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?, UnsafePointer<Int32>?) -> Result
    ) -> Result {
        bytes.withUnsafeBufferPointer { all in
            let start = UnsafeRawPointer(all.baseAddress)?.assumingMemoryBound(to: CChar.self)
            let pointers: [UnsafePointer<CChar>?] = starts.map { offset in offset.flatMap { start?.advanced(by: $0) } }
            return body(Int32(starts.count), pointers, lengths, formats)
        }
    }

    private mutating func append(_ value: [UInt8]?, isBinary: Bool) {
        starts.append(value.map { _ in bytes.count })
        // The closing zero of each value is for texts; it does not count.
        lengths.append(Int32(max(0, (value?.count ?? 1) - 1)))
        formats.append(isBinary ? 1 : 0)
        if let value { bytes += value }
    }
}
