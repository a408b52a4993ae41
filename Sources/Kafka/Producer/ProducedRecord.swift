import CRDKafka
import Messaging

/// One record into the library.
enum ProducedRecord {
    static func size(of record: OutgoingRecord) -> Int {
        let body = 128 + record.size
        return record.headers.isEmpty ? body : record.headers.reduce(body) { $0 + $1.name.utf8.count + $1.value.count }
    }

    /// Hands the record over; the library copies it. An absent key or value is a null pointer, an empty one is not.
    static func produce(_ record: OutgoingRecord, ticket: UInt, topic: OpaquePointer, _ client: OpaquePointer) -> rd_kafka_resp_err_t {
        let headers = HeaderList.make(record.headers)
        let code = record.withUnsafeBytes { key, value in
            modelops_kafka_produce(
                client, topic, record.partition ?? Int32(RD_KAFKA_PARTITION_UA), key.baseAddress, key.count, value.baseAddress, value.count, headers,
                UnsafeMutableRawPointer(bitPattern: ticket))
        }
        // Taken over on success only.
        if code != RD_KAFKA_RESP_ERR_NO_ERROR, let headers { rd_kafka_headers_destroy(headers) }
        return code
    }
}
