import CRDKafka
import FleetCore
import Messaging

/// The connection that administration uses: blocking calls, one after the other, on a thread of its own.
/// `@unchecked Sendable`: `handle` is touched only by jobs of the lane.
final class AdminClient: @unchecked Sendable {
    static let timeout: Int32 = 20_000
    private let lane: BlockingLane
    private let open: @Sendable () throws -> ClientHandle
    private let voice: ClientVoice
    private var handle: ClientHandle?
    private var lastFailure: LibraryFailure?

    init(name: String, voice: ClientVoice, open: @escaping @Sendable () throws -> ClientHandle) {
        lane = BlockingLane(name: "ka-" + name)
        self.voice = voice
        self.open = open
    }

    /// Runs `body` with the connection.
    func call<Value: Sendable>(_ what: String, _ body: @escaping @Sendable (ClientHandle) throws -> Value) async throws -> Value {
        try await lane.run(what) {
            let handle = try self.connected()
            do {
                let value = try body(handle)
                self.drain(handle)
                return value
            } catch {
                self.drain(handle)
                throw self.explained(FleetError.wrapping(error, during: what))
            }
        }
    }

    /// Frees the connection after the calls that are there; does not wait for it.
    func close() {
        lane.post {
            self.handle?.destroy()
            self.handle = nil
        }
        lane.close()
    }

    private func connected() throws -> ClientHandle {
        if let handle { return handle }
        let made = try open()
        handle = made
        return made
    }

    /// Lets a tenth of a second pass on the lane, which serves the connection meanwhile.
    func waitBriefly(_ handle: ClientHandle) {
        if let event = handle.poll(milliseconds: 100) { pass(event) }
    }

    /// Log lines and errors that came meanwhile.
    private func drain(_ handle: ClientHandle) {
        lastFailure = nil
        while let event = handle.poll(milliseconds: 0) { pass(event) }
    }

    private func pass(_ event: LibraryEvent) {
        if case .failure(let failure) = event {
            lastFailure = failure
            voice.say(failure)
        } else {
            voice.pass(event)
        }
    }

    /// A call that got no answer says why the connection is not there, where the library knows.
    private func explained(_ error: FleetError) -> FleetError {
        guard error.code == BrokerFailure.unreachable, let lastFailure else { return error }
        let cause = KafkaError.fleetError(lastFailure, during: error.message)
        return cause.code == BrokerFailure.unreachable ? error : cause
    }

    /// Runs one of the library's admin calls and gives its result event to `read`.
    static func request<Value>(
        _ handle: ClientHandle, _ what: String, _ operation: rd_kafka_admin_op_t, start: (OpaquePointer?, OpaquePointer?) -> Void,
        read: (OpaquePointer) throws -> Value
    ) throws -> Value {
        let queue = rd_kafka_queue_new(handle.client)
        let options = rd_kafka_AdminOptions_new(handle.client, operation)
        defer {
            rd_kafka_AdminOptions_destroy(options)
            rd_kafka_queue_destroy(queue)
        }
        var reason = [CChar](repeating: 0, count: 256)
        rd_kafka_AdminOptions_set_request_timeout(options, timeout, &reason, reason.count)
        if operation == RD_KAFKA_ADMIN_OP_CREATETOPICS || operation == RD_KAFKA_ADMIN_OP_CREATEPARTITIONS {
            rd_kafka_AdminOptions_set_operation_timeout(options, timeout / 2, &reason, reason.count)
        }
        start(options, queue)
        guard let event = rd_kafka_queue_poll(queue, timeout + 5_000) else {
            throw FleetError(BrokerFailure.unreachable, .transient, "\(what): no answer")
        }
        defer { rd_kafka_event_destroy(event) }
        let code = rd_kafka_event_error(event)
        if code != RD_KAFKA_RESP_ERR_NO_ERROR {
            let text = rd_kafka_event_error_string(event).map { String(cString: $0) }
            throw KafkaError.fleetError(LibraryFailure(code, text: text), during: what)
        }
        return try read(event)
    }

    /// Throws the first failure of a list of per-topic results, except those in `ignoring`.
    static func check(
        _ results: UnsafeMutablePointer<OpaquePointer?>?, _ count: Int, _ what: String, ignoring: [rd_kafka_resp_err_t] = []
    ) throws {
        guard let results else { return }
        for index in 0..<count {
            guard let result = results[index] else { continue }
            let code = rd_kafka_topic_result_error(result)
            if code == RD_KAFKA_RESP_ERR_NO_ERROR || ignoring.contains(code) { continue }
            let name = rd_kafka_topic_result_name(result).map { String(cString: $0) } ?? ""
            let text = rd_kafka_topic_result_error_string(result).map { String(cString: $0) }
            throw KafkaError.fleetError(LibraryFailure(code, text: text), during: "\(what) \(name)")
        }
    }
}
