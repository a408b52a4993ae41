import FleetCore
import Foundation
import Testing

@testable import FleetHost

@Suite("Files with tokens are their owner's only")
struct OwnerFileTests {
    /// A folder of its own for each test, removed at its end.
    private func inFolder(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("owner-file-\(ProcessInfo.processInfo.globallyUniqueString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder)
    }

    private func mode(_ path: String) throws -> Int? {
        (try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber)?.intValue
    }

    @Test func fileAndFolderAreClosedToOthers() throws {
        try inFolder { folder in
            let path = folder + "/.modelops/token"
            try OwnerFile.makeFolder(of: path)
            try OwnerFile.write(Array("one".utf8), to: path)
            try OwnerFile.write(Array("two".utf8), to: path)
            #expect(try mode(path) == 0o600 && mode(folder + "/.modelops") == 0o700)
            #expect(try SettingsFile.read(path) == Array("two".utf8))
            #expect(!FileManager.default.fileExists(atPath: path + ".part"))
        }
    }

    @Test func theFleetsFolderIsClosedWhenItWasOpen() throws {
        try inFolder { folder in
            try FileManager.default.createDirectory(
                atPath: folder + "/.modelops", withIntermediateDirectories: false, attributes: [.posixPermissions: 0o755])
            try OwnerFile.makeFolder(of: folder + "/.modelops/endpoint.json")
            #expect(try mode(folder + "/.modelops") == 0o700)
        }
    }

    @Test func aLinkThatSomebodyPutThereIsNotFollowed() throws {
        try inFolder { folder in
            let victim = folder + "/victim"
            try Data("precious".utf8).write(to: URL(fileURLWithPath: victim))
            try FileManager.default.createSymbolicLink(atPath: folder + "/token.part", withDestinationPath: victim)
            try FileManager.default.createSymbolicLink(atPath: folder + "/token", withDestinationPath: victim)
            try OwnerFile.write(Array("secret".utf8), to: folder + "/token")
            #expect(try SettingsFile.read(victim) == Array("precious".utf8))
            #expect(try SettingsFile.read(folder + "/token") == Array("secret".utf8))
        }
    }

    @Test(arguments: [(0o600, true), (0o400, true), (0o640, false), (0o604, false), (0o620, false)])
    func aTokenThatOthersMayReadIsRefused(_ permissions: Int, _ isTaken: Bool) throws {
        try inFolder { folder in
            let path = folder + "/token"
            try OwnerFile.write(Array("secret".utf8), to: path)
            try FileManager.default.setAttributes([.posixPermissions: permissions], ofItemAtPath: path)
            if isTaken { try OwnerFile.check(path) } else { #expect(throws: FleetError.self) { try OwnerFile.check(path) } }
        }
    }
}
