import FleetCore
import Messaging

extension BrokerFailure {
    /// Runs `body`; a topic that went away between two questions is looked for again, and ends nobody.
    /// - Throws: what `body` throws, `topic_unknown` as transient.
    static func awaitingTopics<Value>(_ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch let error as FleetError where error.code == topicUnknown {
            throw FleetError(error.code, .transient, error.message, hint: error.hint)
        }
    }
}
