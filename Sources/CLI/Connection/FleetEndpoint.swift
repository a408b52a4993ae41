import FleetCore
import FleetHost
import Foundation
import JSON

/// Where a fleet answers, as `modelops up` or a person wrote it down.
public struct FleetEndpoint: Codable, Sendable, Equatable {
    public var url: String
    /// Bootstrap addresses for producers and `kcat`.
    public var brokers: String
    public var token: String
    public var fleet: String
    /// The process that serves it, where it is on this machine.
    public var pid: Int32?

    public init(url: String, brokers: String, token: String, fleet: String, pid: Int32?) {
        self.url = url
        self.brokers = brokers
        self.token = token
        self.fleet = fleet
        self.pid = pid
    }

    /// The file of the fleet in this folder.
    public static let localPath = ".modelops/endpoint.json"

    /// - Throws: `FleetError` `fleet_unreachable` that says where was looked.
    public static func find(context: String?, environment: [String: String]) throws -> FleetEndpoint {
        try locate(context: context, environment: environment).endpoint
    }

    /// The same where one may be absent.
    /// - Returns: nil where none is named and none is here.
    /// - Throws: `FleetError` for one that is named and not there, and for a file that cannot be read.
    static func findIfAny(context: String?, environment: [String: String]) throws -> FleetEndpoint? {
        do {
            return try find(context: context, environment: environment)
        } catch let error as FleetError where context == nil && error.code == "fleet_unreachable" {
            return nil
        }
    }

    /// The same, and the file that says it.
    static func locate(context: String?, environment: [String: String]) throws -> (endpoint: FleetEndpoint, path: String) {
        var places = [localPath]
        if let context {
            places = ["\(context)/endpoint.json", context]
            if let home = environment["HOME"] { places.append("\(home)/.config/modelops/\(context).json") }
        }
        for place in places where FileManager.default.fileExists(atPath: place) && !isFolder(place) {
            do {
                return (try JSONCoding.decode(FleetEndpoint.self, from: try SettingsFile.read(place)), place)
            } catch {
                throw FleetError.wrapping(error, during: "reading \(place)")
            }
        }
        throw FleetError(
            "fleet_unreachable", .transient, "no fleet is known here: there is no \(places.joined(separator: " or "))",
            hint: "start one with `modelops up`, or name one with --context")
    }

    private static func isFolder(_ path: String) -> Bool {
        var folder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &folder) && folder.boolValue
    }
}
