import Foundation
import Sanitizing
import Testing

/// A file that stands in a folder of plug-ins but not in its list would never run.
@Suite struct ListedFilesTests {
    private func files(in folder: String, ending: String) throws -> Set<String> {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let names = try FileManager.default.contentsOfDirectory(atPath: root.appendingPathComponent("Sources/Sanitizing/\(folder)").path)
        return Set(names.map { $0.replacing(".swift", with: "") }.filter { $0.hasSuffix(ending) })
    }

    @Test func everyDetectorIsListed() throws {
        #expect(try files(in: "Detectors", ending: "Detector") == Set(BuiltinDetectors.all.map { "\(type(of: $0))" }))
    }

    @Test func everyReaderIsListed() throws {
        let names = try files(in: "Readers", ending: "Reader").subtracting(["RowReader"])
        #expect(names == Set(BuiltinReaders.all.map { "\(type(of: $0))" }))
    }
}
