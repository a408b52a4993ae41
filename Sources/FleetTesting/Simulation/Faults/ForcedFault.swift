/// A fault that a scenario puts at one call: the `occurrence`th call whose operation begins with `operation`, made by a role that begins with `role`.
///
/// Operations are `provider.create`, `provider.find`, `provider.status`, `provider.cancel`, `provider.upload`, `provider.living`, each with the name
/// of the job behind it; `produce.TOPIC TYPE` (the CloudEvents type, where the record has one); `broker.commit`, `broker.join`, `broker.connect`, `broker.next`, `broker.ask`; `store.write LABEL`, `store.read`, `store.claim`, `store.heartbeat`,
/// `store.observe`; `objects.write`, `objects.finish`, `objects.read`.
public struct ForcedFault: Sendable, Equatable {
    public var operation: String
    public var role: String
    /// From 1.
    public var occurrence: Int
    public var fault: SimulatedFault

    public init(_ operation: String, role: String = "", occurrence: Int = 1, _ fault: SimulatedFault) {
        self.operation = operation
        self.role = role
        self.occurrence = occurrence
        self.fault = fault
    }
}
