import Foundation
import Testing

@testable import CLI

@Suite("A process id is signalled only when it is the fleet's")
struct FleetProcessCheckTests {
    private var me: Int32 { ProcessInfo.processInfo.processIdentifier }

    @Test func thisProgramInThisFolderIsIt() {
        #expect(FleetProcessCheck().isFleet(me, in: FileManager.default.currentDirectoryPath))
    }

    @Test func anotherFolderAnotherProgramOrNobodyIsNot() {
        #expect(!FleetProcessCheck().isFleet(me, in: "/"))
        for pid: Int32 in [-1, 0, 1, .max] { #expect(!FleetProcessCheck().isFleet(pid, in: FileManager.default.currentDirectoryPath)) }
        #expect(!FleetProcessCheck(root: "/nowhere").isFleet(me, in: FileManager.default.currentDirectoryPath))
    }

    @Test func aProcessIdThatWasGivenToAnotherProgramIsNot() throws {
        let root = FileManager.default.temporaryDirectory.appendingPathComponent("processes-\(ProcessInfo.processInfo.globallyUniqueString)").path
        defer { try? FileManager.default.removeItem(atPath: root) }
        func process(_ name: String, _ program: String, _ folder: String) throws {
            try FileManager.default.createDirectory(atPath: "\(root)/\(name)", withIntermediateDirectories: true)
            try FileManager.default.createSymbolicLink(atPath: "\(root)/\(name)/exe", withDestinationPath: program)
            try FileManager.default.createSymbolicLink(atPath: "\(root)/\(name)/cwd", withDestinationPath: folder)
        }
        try process("self", "/opt/modelops", "/")
        try process("100", "/opt/modelops (deleted)", "/srv/fleet")
        try process("101", "/usr/bin/editor", "/srv/fleet")
        try process("102", "/opt/modelops", "/srv/other")
        let check = FleetProcessCheck(root: root)
        #expect([100, 101, 102].map { check.isFleet($0, in: "/srv/fleet") } == [true, false, false])
    }

    @Test func theFolderComesFromThePlaceOfTheFile() {
        #expect(FleetProcessCheck.folder(ofEndpointAt: "/srv/fleet/.modelops/endpoint.json") == "/srv/fleet")
        #expect(FleetProcessCheck.folder(ofEndpointAt: "/home/me/.config/modelops/eu.json") == nil)
    }
}
