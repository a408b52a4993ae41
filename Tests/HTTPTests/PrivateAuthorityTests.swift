import FleetCore
import FleetTesting
import Foundation
import HTTP
import Testing

@Suite(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/openssl"), "openssl is not installed")) struct PrivateAuthorityTests {
    /// A server with a certificate of its own making is reached by who is told to trust it, and by nobody else.
    @Test func anAuthorityIsTrustedWhereItIsNamed() async throws {
        let folder = try ProcessSupervisor.shared.makeFolder("authority")
        let made = try await TestProcess.run(
            "certificate", program: "/usr/bin/openssl",
            [
                "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-keyout", "key.pem", "-out", "authority.pem", "-subj",
                "/CN=localhost",
                "-addext", "subjectAltName=IP:127.0.0.1",
            ], folder: folder)
        try #require(made.end == .exited(0), "\(made.log)")
        let server = try TestProcess(
            "server", program: "/usr/bin/openssl",
            ["s_server", "-www", "-accept", "127.0.0.1:0", "-cert", "authority.pem", "-key", "key.pem"], folder: folder, input: nil)
        let address = try await server.output.first("its address") { line in line.hasPrefix("ACCEPT ") ? String(line.dropFirst(7)) : nil }
        let policy = AddressPolicy(allowsPrivate: true)
        let trusting = try CurlClient(policy: policy, authorities: folder + "/authority.pem")
        #expect(try await trusting.send(ClientRequest("GET", "https://\(address)/")).status == 200)
        let stranger = try CurlClient(policy: policy)
        let error = await expectFleetError { try await stranger.send(ClientRequest("GET", "https://\(address)/")) }
        #expect(error?.code == "not_sent")
        try await server.kill()
    }
}
