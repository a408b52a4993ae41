import FleetCore

/// Marks a task as a chargeable call: without an answer on control nothing is sent.
public struct PermitDemand: Codable, Sendable, Equatable {
    public enum Mode: String, Codable, Sendable {
        /// Search by the intent's key first; create when nothing is there and the permit was granted to this execution.
        case create
        /// Only search and adopt: an earlier call's outcome is unknown.
        case search
    }

    public var intent: IntentKey
    /// Grows only when the former remote object is known to be terminal.
    public var createNumber: Int
    public var mode: Mode
    /// What an object that is made carries beside the intent's key: an inventory finds by it what this fleet has made.
    public var fleetMark: String?

    public init(intent: IntentKey, createNumber: Int, mode: Mode, fleetMark: String? = nil) {
        self.intent = intent
        self.createNumber = createNumber
        self.mode = mode
        self.fleetMark = fleetMark
    }

    enum CodingKeys: String, CodingKey {
        case intent, mode
        case createNumber = "create_number"
        case fleetMark = "fleet_mark"
    }
}
