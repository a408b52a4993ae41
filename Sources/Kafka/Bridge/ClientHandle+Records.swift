import CRDKafka
import Messaging

extension ClientHandle {
    /// Lets the records of these partitions arrive on `records`. For members of a group, before they take an assignment: the library has
    /// stopped whatever it read before, and forgets this when it stops again.
    func separateRecords(of partitions: [TopicPartition]) {
        for partition in partitions {
            guard let source = rd_kafka_queue_get_partition(client, partition.topic, partition.partition) else { continue }
            rd_kafka_queue_forward(source, records)
            rd_kafka_queue_destroy(source)
        }
    }

    /// The next separated message that is there; whoever gets it frees it. Messages of a partition that was given back are left out by the
    /// library.
    ///
    /// One by one: the library's own batches bring outdated messages before 2.1.
    func nextMessage() -> UnsafeMutablePointer<rd_kafka_message_t>? { rd_kafka_consume_queue(records, 0) }

    /// Waits to be woken, for at most `milliseconds`, and leaves all events where they are. For readers without a group: nothing else arrives
    /// on `records`.
    func waitUntilWoken(milliseconds: Int32) {
        if let event = rd_kafka_queue_poll(records, milliseconds) { rd_kafka_event_destroy(event) }
    }
}
