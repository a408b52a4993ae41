import FleetCore

/// What control said about an execution's demand.
enum PermitAnswered: Sendable, Equatable {
    case granted(IntentKey, createNumber: Int)
    case denied(reason: String?)
}
