/// How far a world goes: beyond it nothing new begins.
struct ProtocolBounds: Sendable {
    var attempts = 2
    var executions = 3
    /// How often a lease's time passes.
    var passes = 2

    static let none = ProtocolBounds(attempts: .max, executions: .max, passes: .max)
}
