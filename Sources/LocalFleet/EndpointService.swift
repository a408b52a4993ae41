import FleetCore
import FleetHost
import Foundation
import HTTP
import JSON

/// Tells other processes of this machine where the fleet answers, for as long as it does: `.modelops/endpoint.json`, readable by its owner only.
struct EndpointService: Service {
    let name = "endpoint"
    let server: HTTPServer
    let brokers: String
    let token: String
    let fleet: FleetID

    private static let path = ".modelops/endpoint.json"

    func run(until shutdown: Signal) async throws {
        let port = try await server.port()
        let endpoint: JSONValue = [
            "url": .string("http://127.0.0.1:\(port)"), "brokers": .string(brokers), "token": .string(token), "fleet": .string(fleet.rawValue),
            "pid": .integer(Int64(ProcessInfo.processInfo.processIdentifier)),
        ]
        try OwnerFile.makeFolder(of: Self.path)
        try OwnerFile.write(JSONWriter.pretty.bytes(endpoint), to: Self.path)
        try? await shutdown.wait()
        unlink(Self.path)
    }
}
