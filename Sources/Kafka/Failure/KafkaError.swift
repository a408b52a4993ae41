import CRDKafka
import FleetCore
import Messaging

/// What the library's errors mean to the fleet: one table, by disposition.
enum KafkaError {
    private struct Meaning {
        let code: FleetError.Code
        let disposition: Disposition
        let hint: String?

        init(_ code: FleetError.Code, _ disposition: Disposition, _ hint: String? = nil) {
            self.code = code
            self.disposition = disposition
            self.hint = hint
        }
    }

    private static let table: [Int32: Meaning] = {
        let tooLarge = Meaning(BrokerFailure.recordTooLarge, .permanent, "make the record smaller")
        let noTopic = Meaning(BrokerFailure.topicUnknown, .permanent, "create the topic, for example with `modelops topics apply`")
        let denied = Meaning(BrokerFailure.notAuthorised, .permanent, "grant this principal the access it needs on the broker")
        let login = Meaning(BrokerFailure.authenticationFailed, .fatal, "check user, password, mechanism and certificates")
        let unknown = Meaning(BrokerFailure.deliveryUnknown, .transient)
        let movedOn = Meaning(BrokerFailure.groupMovedOn, .fenced)
        let away = Meaning(BrokerFailure.unreachable, .transient, "check the brokers' addresses and whether they run")
        let invalid = Meaning(BrokerFailure.invalidRequest, .rejected)
        let closed = Meaning(BrokerFailure.closed, .interrupted)
        let rows: [(rd_kafka_resp_err_t, Meaning)] = [
            (RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE, tooLarge), (RD_KAFKA_RESP_ERR_RECORD_LIST_TOO_LARGE, tooLarge),
            (RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC, noTopic), (RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, noTopic),
            (RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION, noTopic), (RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION, invalid),
            (RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED, denied), (RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED, denied),
            (RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED, denied), (RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED, denied),
            (RD_KAFKA_RESP_ERR__AUTHENTICATION, login), (RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED, login), (RD_KAFKA_RESP_ERR__SSL, login),
            (RD_KAFKA_RESP_ERR_UNSUPPORTED_SASL_MECHANISM, login),
            (RD_KAFKA_RESP_ERR__MSG_TIMED_OUT, unknown), (RD_KAFKA_RESP_ERR__PURGE_INFLIGHT, unknown), (RD_KAFKA_RESP_ERR__PURGE_QUEUE, closed),
            (RD_KAFKA_RESP_ERR__DESTROY, closed), (RD_KAFKA_RESP_ERR__FATAL, unknown), (RD_KAFKA_RESP_ERR__STATE, unknown),
            (RD_KAFKA_RESP_ERR_ILLEGAL_GENERATION, movedOn), (RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID, movedOn),
            (RD_KAFKA_RESP_ERR_REBALANCE_IN_PROGRESS, movedOn), (RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID, movedOn),
            (RD_KAFKA_RESP_ERR__ASSIGNMENT_LOST, movedOn), (RD_KAFKA_RESP_ERR__FENCED, movedOn),
            (RD_KAFKA_RESP_ERR__TRANSPORT, away), (RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN, away), (RD_KAFKA_RESP_ERR__TIMED_OUT, away),
            (RD_KAFKA_RESP_ERR__RESOLVE, away), (RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT, away), (RD_KAFKA_RESP_ERR__WAIT_COORD, away),
            (RD_KAFKA_RESP_ERR_INVALID_REQUEST, invalid), (RD_KAFKA_RESP_ERR_INVALID_CONFIG, invalid),
            (RD_KAFKA_RESP_ERR_INVALID_PARTITIONS, invalid),
            (RD_KAFKA_RESP_ERR_INVALID_REPLICATION_FACTOR, Meaning(BrokerFailure.invalidRequest, .rejected, "ask for no more copies than there are brokers: kafka.replication, such as 1 on a single broker")),
            (RD_KAFKA_RESP_ERR_POLICY_VIOLATION, invalid), (RD_KAFKA_RESP_ERR__INVALID_ARG, invalid),
        ]
        return Dictionary(rows.map { ($0.0.rawValue, $0.1) }, uniquingKeysWith: { first, _ in first })
    }()

    /// The library's failure as the fleet's; what is not in the table may work if tried again.
    static func fleetError(_ failure: LibraryFailure, during attempt: String) -> FleetError {
        let meaning = table[failure.code] ?? Meaning("kafka_error", .transient)
        let name = String(cString: rd_kafka_err2name(rd_kafka_resp_err_t(rawValue: failure.code)))
        return FleetError(meaning.code, meaning.disposition, "\(attempt): \(failure.text) (\(name))", hint: meaning.hint)
    }
}
