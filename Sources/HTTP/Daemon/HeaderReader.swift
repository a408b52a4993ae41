import CMicroHTTP

/// Reads the fields of a request's head out of libmicrohttpd.
enum HeaderReader {
    /// A field as it lies in the connection's memory.
    struct Place {
        let name: UnsafePointer<CChar>
        let value: UnsafePointer<CChar>
        let nameLength: Int
        let valueLength: Int
    }

    /// Collects while libmicrohttpd iterates; lives for one call.
    final class Collector {
        var fields: [HTTPHeaders.Field] = []
        var places: [Place] = []
    }

    static func read(_ connection: OpaquePointer) -> HTTPHeaders { HTTPHeaders(collect(connection).fields) }

    /// A zero byte inside a value: libmicrohttpd ends the value there, so it is found by what lies between this field and the next.
    static func hiddenFault(_ connection: OpaquePointer) -> String? {
        let places = collect(connection).places
        for (place, next) in zip(places, places.dropFirst()) {
            // A line end is one or two bytes; more means that the value went on behind a zero byte.
            let gap = UnsafeRawPointer(next.name) - UnsafeRawPointer(place.value + place.valueLength)
            if gap > 2 { return "a zero byte in a header field" }
        }
        if let last = places.last {
            // Behind the last field there are only the two line ends, of which libmicrohttpd has overwritten some with zeros.
            for offset in 1...2 where place(last, offset) > 0x20 { return "a zero byte in a header field" }
        }
        return nil
    }

    private static func place(_ place: Place, _ offset: Int) -> UInt8 { UInt8(bitPattern: place.value[place.valueLength + offset]) }

    private static func collect(_ connection: OpaquePointer) -> Collector {
        let collector = Collector()
        withExtendedLifetime(collector) {
            _ = MHD_get_connection_values_n(connection, fleet_mhd_header_kind(), collectField, Unmanaged.passUnretained(collector).toOpaque())
        }
        return collector
    }
}

private func collectField(
    _ context: UnsafeMutableRawPointer?, _ kind: MHD_ValueKind, _ name: UnsafePointer<CChar>?, _ nameLength: Int, _ value: UnsafePointer<CChar>?,
    _ valueLength: Int
) -> MHD_Result {
    guard let context, let name else { return .NO }
    let collector = Unmanaged<HeaderReader.Collector>.fromOpaque(context).takeUnretainedValue()
    let nameBytes = UnsafeRawBufferPointer(start: name, count: nameLength)
    let valueBytes = UnsafeRawBufferPointer(start: value, count: value == nil ? 0 : valueLength)
    collector.fields.append(.init(name: String(decoding: nameBytes, as: UTF8.self), value: String(decoding: valueBytes, as: UTF8.self)))
    if let value { collector.places.append(.init(name: name, value: value, nameLength: nameLength, valueLength: valueLength)) }
    return .YES
}
