/// The values of one statement in the form that libpq wants: numbers and texts as text, bytes as they are.
struct PostgresParameters {
    private var bytes: [UInt8] = []
    private var starts: [Int?] = []
    private var lengths: [Int32] = []
    private var formats: [Int32] = []

    init(_ values: [SQLValue]) {
        starts.reserveCapacity(values.count)
        lengths.reserveCapacity(values.count)
        formats.reserveCapacity(values.count)
        for value in values {
            let start = bytes.count
            switch value {
            case .null: break
            case .integer(let number): bytes.append(contentsOf: String(number).utf8)
            case .text(let text): bytes.append(contentsOf: text.utf8)
            case .blob(let blob): bytes.append(contentsOf: blob)
            }
            lengths.append(Int32(bytes.count - start))
            if case .null = value { starts.append(nil) } else { starts.append(start) }
            if case .blob = value { formats.append(1) } else { formats.append(0) }
            // The closing zero of each value is for texts; it does not count.
            bytes.append(0)
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
}
