import FleetCore
import FleetTesting
import Foundation
@testable import Optimizing
import Testing

@Suite struct PassTests {
    @Test func everyPassInTheFolderIsInTheList() throws {
        let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        let folder = tests.appendingPathComponent("../../Sources/Optimizing/Passes")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            .filter { $0.hasSuffix("Pass.swift") && $0 != "OptimizationPass.swift" }
        #expect(Set(files) == Set(Builtins.passes.map { "\($0).swift" }))
    }

    @Test func noTwoPassesHaveOneName() {
        #expect(Set(Builtins.passes.map { $0.type }).count == Builtins.passes.count)
    }

    @Test func anUnknownPassOrFormatIsRejectedByItsPlace() {
        let unknown = expectFleetError { try Builtins.make([.init(type: "quantize", format: "q8_0"), .init(type: "shrink")]) }
        #expect(unknown?.path == "optimize.passes[1].type" && unknown?.hint?.contains("quantize") == true)
        let format = expectFleetError { try Builtins.make([.init(type: "quantize", format: "q3")]) }
        #expect(format?.path == "optimize.passes[0].format" && format?.disposition == .rejected)
    }
}
