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

    /// The next separated record that is there, copied and freed; a failure where its partition cannot be read. Messages of a partition that
    /// was given back are left out by the library.
    ///
    /// One by one: the library's own batches bring outdated messages before 2.1.
    func readRecord(_ reader: inout RecordReader) -> Result<Record, RecordReader.Refused>? {
        guard let message = rd_kafka_consume_queue(records, 0) else { return nil }
        defer { rd_kafka_message_destroy(message) }
        return reader.read(message)
    }

    /// Waits to be woken, for at most `milliseconds`, and leaves all events where they are. For readers without a group: nothing else arrives
    /// on `records`.
    func waitUntilWoken(milliseconds: Int32) {
        if let event = rd_kafka_queue_poll(records, milliseconds) { rd_kafka_event_destroy(event) }
    }
}
