import FleetCore
import Messaging
import Synchronization

/// A Kafka cluster behind the broker seam. Each consumer and producer has a connection and a thread of its own.
public final class KafkaBroker: Broker {
    public let configuration: KafkaConfiguration
    private let clock: any FleetClock
    private let log: @Sendable (KafkaLog) -> Void
    private let statistics: (@Sendable (KafkaStatistics) -> Void)?
    private let admin = Mutex<AdminClient?>(nil)

    /// Reaches nothing yet.
    /// - Parameters:
    ///   - log: gets every line of the clients, on their threads: it must not block.
    ///   - statistics: gets each client's figures in the configured interval, on its thread: it must not block.
    public init(
        configuration: KafkaConfiguration, clock: any FleetClock, log: @escaping @Sendable (KafkaLog) -> Void,
        statistics: (@Sendable (KafkaStatistics) -> Void)? = nil
    ) {
        self.configuration = configuration
        self.clock = clock
        self.log = log
        self.statistics = statistics
    }

    public func producer(clientName: String) async throws -> any RecordProducer {
        let voice = voice(clientName)
        let loop = try await Self.onThread {
            try ProducerLoop(name: clientName, clock: self.clock, voice: voice) { try self.producerHandle(clientName) }
        }
        return KafkaProducer(loop: loop, name: clientName)
    }

    public func groupConsumer(group: String, topics: [String], clientName: String) async throws -> any GroupConsumer {
        let buffer = ConsumerBuffer(maximumCount: KafkaGroupConsumer.maximumRecords, maximumBytes: KafkaGroupConsumer.maximumBytes)
        let voice = voice(clientName)
        let loop = try await Self.onThread {
            let properties = self.configuration.groupProperties(group: group)
            let handle = try ClientHandle(.consumer, name: clientName, configuration: self.configuration, properties: properties)
            do { try handle.subscribe(to: topics) } catch {
                handle.destroy(skippingClose: true)
                throw error
            }
            return ConsumerLoop(handle: handle, name: clientName, isMember: true, clock: self.clock, voice: voice, buffer: buffer)
        }
        return KafkaGroupConsumer(loop: loop, group: group)
    }

    public func assignedConsumer(clientName: String) async throws -> any AssignedConsumer {
        let buffer = ConsumerBuffer(maximumCount: KafkaAssignedConsumer.maximumRecords, maximumBytes: KafkaAssignedConsumer.maximumBytes)
        let voice = voice(clientName)
        let loop = try await Self.onThread {
            let properties = self.configuration.assignedProperties()
            let handle = try ClientHandle(.consumer, name: clientName, configuration: self.configuration, properties: properties)
            return ConsumerLoop(handle: handle, name: clientName, isMember: false, clock: self.clock, voice: voice, buffer: buffer)
        }
        return KafkaAssignedConsumer(loop: loop) { try await self.administration() }
    }

    public func administration() async throws -> any BrokerAdministration {
        KafkaAdministration(
            client: admin.withLock { client in
                if let client { return client }
                let made = AdminClient(name: "admin", voice: voice("admin")) { try self.producerHandle("modelops-admin") }
                client = made
                return made
            })
    }

    /// Closes the connection of `administration`; consumers and producers are closed by whoever opened them.
    public func close() {
        admin.withLock { client in
            client?.close()
            client = nil
        }
    }

    /// What to tell at start-up and in the doctor's report.
    public var findings: [KafkaFinding] { LibraryVersion.findings(for: configuration) }

    private func producerHandle(_ name: String) throws -> ClientHandle {
        try ClientHandle(.producer, name: name, configuration: configuration, properties: configuration.producerProperties)
    }

    private func voice(_ client: String) -> ClientVoice { ClientVoice(client: client, log: log, statistics: statistics) }

    /// Opening a client reads files and starts threads: not on the cooperative pool.
    private static func onThread<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        let answer = LaneAnswer<Value>()
        ClientThread.start("k-open") { answer.finish(Result { try body() }) }
        try await answer.done.wait()
        guard let result = answer.result else { throw FleetError("kafka_client_failed", .bug, "opened without a result") }
        return try result.get()
    }
}
