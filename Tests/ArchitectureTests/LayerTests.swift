import Foundation
import Testing

/// Reads the manifest and the imports: an arrow that points up, or an import that is not declared, is a crack in the house.
@Suite struct LayerTests {
    private struct Target { let layer: Int; let kind: String; let dependencies: [String] }

    private static let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    private func targets() throws -> [String: Target] {
        let text = try String(contentsOf: Self.root.appendingPathComponent("Package.swift"), encoding: .utf8)
        var layer = -1
        var found: [String: Target] = [:]
        var pending = ""
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.contains("// Layer ") || line.contains("// Tests:") { layer += 1 }
            pending += line + "\n"
            guard line.hasSuffix("),") || line.hasSuffix(")") else { continue }
            defer { pending = "" }
            guard let kind = pending.firstMatch(of: /\.(systemLibrary|target|executableTarget|testTarget)\(/),
                let name = pending.firstMatch(of: /name: "(\w+)"/)
            else { continue }
            let list = pending.firstMatch(of: /dependencies: \[([^\]]*)\]/)?.output.1 ?? ""
            let dependencies = list.matches(of: /"(\w+)"/).map { String($0.output.1) }
            found[String(name.output.1)] = Target(layer: layer, kind: String(kind.output.1), dependencies: dependencies)
        }
        return found
    }

    @Test func arrowsPointDown() throws {
        let all = try targets()
        #expect(all.count > 40)
        for (name, target) in all where target.kind != "testTarget" {
            for dependency in target.dependencies {
                let below = try #require(all[dependency], "\(name) depends on \(dependency), which the manifest does not declare")
                #expect(below.layer < target.layer, "\(name) (layer \(target.layer)) depends on \(dependency) (layer \(below.layer))")
            }
        }
    }

    /// What the sources of a target import, file by file.
    private func imports(of name: String) throws -> [(file: String, imported: String)] {
        let folder = Self.root.appendingPathComponent("Sources/\(name)")
        guard let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil) else { return [] }
        var found: [(file: String, imported: String)] = []
        for case let file as URL in files where file.pathExtension == "swift" {
            for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") where line.contains("import ") {
                guard let name = line.firstMatch(of: /^(?:@testable |@_exported |public |private )?import (?:struct |class |enum |protocol |func )?(\w+)/) else { continue }
                found.append((file.lastPathComponent, String(name.output.1)))
            }
        }
        return found
    }

    @Test func whatIsImportedIsDeclaredAndWhatIsDeclaredIsImported() throws {
        let all = try targets()
        for (name, target) in all where target.kind == "target" || target.kind == "executableTarget" {
            let imports = try imports(of: name)
            for (file, imported) in imports where all[imported] != nil {
                #expect(target.dependencies.contains(imported), "\(name)/\(file) imports \(imported) without declaring it")
            }
            // A library in C++ imports nothing.
            guard !imports.isEmpty else { continue }
            let unused = Set(target.dependencies).subtracting(imports.map(\.imported))
            #expect(unused.isEmpty, "\(name) declares \(unused.sorted()) and imports nothing of it")
        }
    }

    @Test func workersDoNotKnowEachOtherAndNothingBelowTheHostKnowsKafka() throws {
        let all = try targets()
        let workers = ["Sanitizing", "Features", "Training", "Optimizing", "Evaluating"]
        for worker in workers {
            let target = try #require(all[worker])
            #expect(Set(target.dependencies).isDisjoint(with: workers + ["Coordination", "Kafka"]), "\(worker)")
        }
        #expect(all["Coordination"]?.dependencies.contains("Kafka") == false)
    }
}
