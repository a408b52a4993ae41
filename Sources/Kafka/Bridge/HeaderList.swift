import CRDKafka
import Messaging

/// Headers in the library's form and ours.
enum HeaderList {
    /// Nil where there are none. Whoever gets it owns it until a successful produce.
    static func make(_ headers: [Record.Header]) -> OpaquePointer? {
        guard !headers.isEmpty, let list = rd_kafka_headers_new(headers.count) else { return nil }
        for header in headers {
            header.value.withUnsafeBytes { bytes in
                withUnsafePointer(to: UInt8(0)) { empty in
                    _ = rd_kafka_header_add(list, header.name, -1, bytes.baseAddress ?? UnsafeRawPointer(empty), bytes.count)
                }
            }
        }
        return list
    }

    static func read(_ message: UnsafePointer<rd_kafka_message_t>) -> [Record.Header] {
        var list: OpaquePointer?
        guard rd_kafka_message_headers(message, &list) == RD_KAFKA_RESP_ERR_NO_ERROR, let list else { return [] }
        var headers: [Record.Header] = []
        headers.reserveCapacity(rd_kafka_header_cnt(list))
        var name: UnsafePointer<CChar>?
        var value: UnsafeRawPointer?
        var size = 0
        while rd_kafka_header_get_all(list, headers.count, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR, let found = name {
            headers.append(Record.Header(String(cString: found), value.map { RecordReader.copy($0, size) } ?? []))
        }
        return headers
    }
}
