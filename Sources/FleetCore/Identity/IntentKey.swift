/// The key of one chargeable thing that a job wants, the same for ever: task and create number.
public struct IntentKey: StringIdentifier {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}
