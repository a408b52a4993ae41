import Foundation
import Testing

@testable import CLI

@Suite struct CommandCatalogueTests {
    @Test func everyCommandOfTheFolderIsListed() throws {
        let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let files = try FileManager.default.contentsOfDirectory(atPath: root.appendingPathComponent("Sources/CLI/Commands").path)
        #expect(Set(files.map { String($0.dropLast(6)) }) == Set(CommandCatalogue.all.map { "\(type(of: $0))" }))
    }

    @Test func noTwoCommandsHaveOneName() {
        let names = CommandCatalogue.all.map { $0.name.joined(separator: " ") }
        #expect(Set(names).count == names.count)
    }
}
