import FleetCore

/// A job topic that is left alone, because nothing of it could be accepted.
public struct IntakePause: Sendable, Equatable {
    public let topic: String
    public let tenant: TenantName
    /// Why its documents were refused.
    public let reason: FleetError.Code

    /// In a sentence, for people.
    public var words: String {
        "\(topic) is left alone but for one message now and then: all its documents were refused (\(reason.rawValue)), and none was accepted"
    }
}
