import CRDKafka
import FleetCore
import Messaging
import Testing

@testable import Kafka

/// With a client whose broker does not exist: what it is given stays in it.
@Suite("Between a call and its acknowledgement")
struct ProducerQueueTests {
    private let queue = ProducerQueue(name: "p")

    private func client() throws -> ClientHandle {
        let configuration = KafkaConfiguration(brokers: ["127.0.0.1:1"])
        return try ClientHandle(.producer, name: "p", configuration: configuration, properties: configuration.producerProperties)
    }

    private func records(_ count: Int) -> [OutgoingRecord] {
        (0..<count).map { OutgoingRecord(topic: "t", partition: 0, key: nil, value: Array(String($0).utf8)) }
    }

    private func written(_ numbers: [UInt]) -> [DeliveryReport] {
        numbers.map { DeliveryReport(ticket: $0, partition: 0, offset: Int64($0), failure: nil, mayBeWritten: true) }
    }

    private func outcomes(_ batch: DeliveryBatch) -> [String] {
        batch.results(missing: FleetError("waits", .bug, "")).map {
            switch $0 {
            case .success(let delivery): String(delivery.offset)
            case .failure(let error): error.code.rawValue
            }
        }
    }

    /// Ends with what the library still holds.
    private func free(_ client: ClientHandle) {
        queue.use(nil)
        _ = rd_kafka_purge(client.client, Int32(RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT))
        client.destroy()
    }

    @Test func whatDidNotGoOutOfACallGoesToTheNextClient() throws {
        let first = try client()
        queue.use(first)
        let batch = queue.submit(records(InFlightLimits.records + 2))
        queue.settle(written([3]))
        free(first)
        queue.abandonInFlight(because: "test")
        #expect(outcomes(batch).prefix(4) == ["delivery_unknown", "delivery_unknown", "3", "delivery_unknown"])
        // One place became free by the report, so all but one record had gone out.
        #expect(outcomes(batch).suffix(2) == ["delivery_unknown", "waits"])
        let second = try client()
        queue.use(second)
        // A late report of the first client.
        queue.settle(written([1, UInt(InFlightLimits.records) + 2]))
        #expect(outcomes(batch).last == "waits")
        #expect(!batch.done.isSet)
        let numbers = UInt(InFlightLimits.records) + 2
        queue.settle(written([numbers * 2]))
        #expect(outcomes(batch).last == String(numbers * 2))
        #expect(batch.done.isSet)
        #expect(queue.isIdle)
        free(second)
    }

    @Test func aRecordThatIsSaidToBeWrittenNowhereIsNotTakenForWritten() throws {
        let client = try client()
        queue.use(client)
        let batch = queue.submit(records(4))
        let nowhere = DeliveryReport(ticket: 2, partition: 0, offset: Int64(RD_KAFKA_OFFSET_INVALID), failure: nil, mayBeWritten: true)
        queue.settle(written([1]) + [nowhere] + written([3, 4]))
        #expect(outcomes(batch) == ["1", "delivery_unknown", "3", "4"])
        #expect(batch.done.isSet && queue.isIdle)
        free(client)
    }

    @Test func whatNeverWentOutIsToldSoWhenItCloses() throws {
        let batch = queue.submit(records(2))
        queue.close()
        queue.abandonWaiting()
        #expect(outcomes(batch) == ["broker_client_closed", "broker_client_closed"])
        #expect(outcomes(queue.submit(records(1))) == ["broker_client_closed"])
        #expect(queue.isIdle)
    }

    @Test func aCallBeyondTheBacklogIsRefusedWhole() throws {
        _ = queue.submit(records(1))
        let refused = queue.submit(records(ProducerQueue.maximumWaiting))
        #expect(Set(outcomes(refused)) == ["producer_backlog_full"])
        #expect(refused.done.isSet)
    }

    @Test func aNameThatIsNoTopicFailsAloneAndTheOthersGo() throws {
        let client = try client()
        queue.use(client)
        let names = ["t", "a\u{0}b", "", "t"]
        let batch = queue.submit(names.map { OutgoingRecord(topic: $0, partition: 0, key: nil, value: nil) })
        queue.settle(written([1, 4]))
        #expect(outcomes(batch).first == "1" && outcomes(batch).last == "4")
        #expect(outcomes(batch)[1] == outcomes(batch)[2] && outcomes(batch)[1] != "waits")
        #expect(batch.done.isSet)
        free(client)
    }
}
