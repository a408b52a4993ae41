import CRDKafka

/// The real generation of a group. Before 2.3 the library tells it only inside the written form of its group metadata:
/// the word `CGMDv2:` and then a 32-bit number in the machine's order.
enum GroupGeneration {
    static func read(_ client: OpaquePointer) -> Int32? {
        guard let metadata = rd_kafka_consumer_group_metadata(client) else { return nil }
        defer { rd_kafka_consumer_group_metadata_destroy(metadata) }
        var start: UnsafeMutableRawPointer?
        var size = 0
        if LibraryFailure.take(rd_kafka_consumer_group_metadata_write(metadata, &start, &size)) != nil { return nil }
        guard let start else { return nil }
        defer { rd_kafka_mem_free(client, start) }
        return parse(RecordReader.copy(start, size))
    }

    static func parse(_ bytes: [UInt8]) -> Int32? {
        let mark = Array("CGMDv2:".utf8)
        guard bytes.count >= mark.count + 4, bytes.starts(with: mark) else { return nil }
        let number = bytes[mark.count..<mark.count + 4].withUnsafeBytes { $0.loadUnaligned(as: Int32.self) }
        return number >= 0 ? number : nil
    }
}
