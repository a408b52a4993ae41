import FleetCore

/// The failures that every implementation of the seam reports in the same way.
public enum BrokerFailure {
    /// The record is larger than the producer or the topic takes; it never gets through (`permanent`).
    public static let recordTooLarge: FleetError.Code = "record_too_large"
    /// The broker has no such topic or partition (`permanent` for a record, `transient` where it may appear).
    public static let topicUnknown: FleetError.Code = "topic_unknown"
    /// The broker refuses this principal (`permanent`).
    public static let notAuthorised: FleetError.Code = "broker_not_authorised"
    /// The broker refuses the credentials or the certificate (`fatal`).
    public static let authenticationFailed: FleetError.Code = "broker_authentication_failed"
    /// No answer: it is unknown whether the record was written (`transient`).
    public static let deliveryUnknown: FleetError.Code = "delivery_unknown"
    /// The group has another generation by now: the partitions belong to somebody else (`fenced`).
    public static let groupMovedOn: FleetError.Code = "group_moved_on"
    /// No broker answers (`transient`).
    public static let unreachable: FleetError.Code = "broker_unreachable"
    /// The client was closed (`interrupted`).
    public static let closed: FleetError.Code = "broker_client_closed"
    /// What was asked for is malformed or contradicts itself (`rejected`).
    public static let invalidRequest: FleetError.Code = "broker_request_invalid"

    /// The error of a call on a client that was closed.
    public static func clientClosed(_ client: String) -> FleetError {
        FleetError(closed, .interrupted, "\(client): the client is closed")
    }
}
