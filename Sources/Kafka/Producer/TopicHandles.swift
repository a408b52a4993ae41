import CRDKafka

/// The library's handles of the topics that one client writes to: looking a topic up by its name for each record costs more than the record.
struct TopicHandles {
    private var handles: [String: OpaquePointer] = [:]
    private var last: (name: String, handle: OpaquePointer)?

    /// Nil where there can be no such topic.
    mutating func handle(of name: String, _ client: OpaquePointer) -> OpaquePointer? {
        if let last, last.name == name { return last.handle }
        // A topic's name ends at its first NUL in C: such a name would be another topic's.
        if name.isEmpty || name.utf8.contains(0) { return nil }
        guard let handle = handles[name] ?? rd_kafka_topic_new(client, name, nil) else { return nil }
        handles[name] = handle
        last = (name, handle)
        return handle
    }

    /// After a failure: a handle remembers that its topic was not there, and a new one looks again.
    mutating func forget(_ name: String) {
        if let handle = handles.removeValue(forKey: name) { rd_kafka_topic_destroy(handle) }
        if last?.name == name { last = nil }
    }

    /// Before their client is freed.
    mutating func release() {
        for handle in handles.values { rd_kafka_topic_destroy(handle) }
        self = TopicHandles()
    }
}
