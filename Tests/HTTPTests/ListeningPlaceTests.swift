import FleetCore
import FleetTesting
import Testing

@testable import HTTP

@Suite("Whether a server can listen is known before anything else is started")
struct ListeningPlaceTests {
    @Test func aTakenPortIsNamed() async throws {
        let daemon = MicroHTTPDaemon(table: RouteTable([]), settings: HTTPServerSettings(), authorizer: nil, clock: SystemClock(), metrics: nil)
        let port = try daemon.start()
        defer { daemon.stop() }
        let error = expectFleetError { try HTTPServerSettings(port: port).checkFree() }
        #expect(error?.code == "listen_failed" && error?.message.contains("\(port)") == true && error?.hint != nil)
    }

    @Test func aFreePortStaysFree() throws {
        let settings = HTTPServerSettings()
        try settings.checkFree()
        try HTTPServerSettings(address: "::1").checkFree()
    }

    @Test(arguments: ["localhost", "300.1.1.1", ""])
    func aWrongAddressIsNamed(address: String) {
        let error = expectFleetError { try HTTPServerSettings(address: address).checkFree() }
        #expect(error?.code == "listen_failed" && error?.hint?.contains("127.0.0.1") == true)
    }
}
