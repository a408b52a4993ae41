import Foundation

extension KafkaStatistics {
    /// The parts of the library's report that are used; all of them may be missing in another version.
    private struct Report: Decodable {
        struct Window: Decodable {
            var avg: Int64?
            var p99: Int64?
        }

        struct Broker: Decodable {
            var nodeid: Int64?
            var state: String?
            var rtt: Window?
            var reqTimeouts: Int64?
            var disconnects: Int64?
        }

        struct Partition: Decodable {
            var consumerLag: Int64?
            var fetchqCnt: Int64?
            var fetchqSize: Int64?
            var fetchState: String?
        }

        struct Topic: Decodable { var partitions: [String: Partition]? }

        struct Group: Decodable {
            var state: String?
            var rebalanceCnt: Int64?
        }

        var msgCnt: Int64?
        var msgSize: Int64?
        var txmsgs: Int64?
        var txmsgBytes: Int64?
        var rxmsgs: Int64?
        var rxmsgBytes: Int64?
        var brokers: [String: Broker]?
        var topics: [String: Topic]?
        var cgrp: Group?
    }

    /// Reads the library's report; nil where it is not one.
    init?(client: String, text: String) {
        let report: Report
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        do { report = try decoder.decode(Report.self, from: Data(text.utf8)) } catch { return nil }
        self.client = client
        queuedRecords = report.msgCnt ?? 0
        queuedBytes = report.msgSize ?? 0
        sentRecords = report.txmsgs ?? 0
        sentBytes = report.txmsgBytes ?? 0
        receivedRecords = report.rxmsgs ?? 0
        receivedBytes = report.rxmsgBytes ?? 0
        brokers = (report.brokers ?? [:]).filter { ($0.value.nodeid ?? -1) >= 0 }.mapValues { broker in
            Broker(
                state: broker.state ?? "", roundTripAverage: broker.rtt?.avg ?? 0, roundTripP99: broker.rtt?.p99 ?? 0,
                requestTimeouts: broker.reqTimeouts ?? 0, disconnects: broker.disconnects ?? 0)
        }
        var partitions: [Partition] = []
        for (topic, content) in report.topics ?? [:] {
            for (number, partition) in content.partitions ?? [:] {
                // -1 is the library's place for records without a partition; "none" means that this client does not read it.
                guard let number = Int32(number), number >= 0, let state = partition.fetchState, state != "none" else { continue }
                partitions.append(
                    Partition(
                        topic: topic, partition: number, lag: partition.consumerLag ?? -1, fetchQueueCount: partition.fetchqCnt ?? 0,
                        fetchQueueBytes: partition.fetchqSize ?? 0))
            }
        }
        self.partitions = partitions.sorted { ($0.topic, $0.partition) < ($1.topic, $1.partition) }
        groupState = report.cgrp?.state
        rebalances = report.cgrp?.rebalanceCnt ?? 0
    }
}
