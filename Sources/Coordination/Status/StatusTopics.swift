import FleetCore
import Messaging

/// Which topics carry statuses.
enum StatusTopics {
    /// The tenant of a status topic; nil when it is none.
    static func tenant(of topic: String) -> TenantName? {
        let suffix = ".status"
        guard topic.hasSuffix(suffix) else { return nil }
        return FleetTopics.tenant(ofJobTopic: String(topic.dropLast(suffix.count)))
    }
}
