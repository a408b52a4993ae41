import Features
import Foundation
import Testing

/// A view that stands in its folder but not in the list could never be asked for.
@Suite struct ListedFilesTests {
    @Test func everyViewIsListedAndNamesAreUnique() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let files = try FileManager.default.contentsOfDirectory(atPath: root.appendingPathComponent("Sources/Features/Views").path)
        let views = Set(files.map { $0.replacing(".swift", with: "") }.filter { $0.hasSuffix("View") }).subtracting(["FeatureView"])
        #expect(views == Set(BuiltinViews.all.map { "\(type(of: $0))" }))
        #expect(Set(BuiltinViews.all.map(\.name)).count == BuiltinViews.all.count)
    }
}
