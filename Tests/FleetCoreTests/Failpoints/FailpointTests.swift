import FleetTesting
import Foundation
import Synchronization
import Testing

@testable import FleetCore

@Suite("Failpoints")
struct FailpointTests {
    @Test("Each one stands once in the sources, in the file that the list names", arguments: Failpoint.allCases)
    func eachStandsWhereTheListSays(point: Failpoint) throws {
        let root = PackageFolder.path + "/Sources/"
        let walk = try #require(FileManager.default.enumerator(atPath: root))
        var places: [String] = []
        for case let path as String in walk where path.hasSuffix(".swift") {
            let text = try String(contentsOfFile: root + path, encoding: .utf8)
            places += Array(repeating: path, count: text.components(separatedBy: ".hit(.\(point))").count - 1)
        }
        #expect(places == [point.place])
    }

    @Test("Each one stands in the document for people", arguments: Failpoint.allCases)
    func eachIsDescribed(point: Failpoint) throws {
        let document = try String(contentsOfFile: PackageFolder.path + "/deploy/docs/faults.md", encoding: .utf8)
        #expect(document.contains("| `\(point.rawValue)` |"))
    }

    @Test func onlyTheArmedOneActsAndOnlyAtItsTurn() {
        let acts = Mutex(0)
        let failpoints = Failpoints(.taskMoved, turn: 2) { acts.withLock { $0 += 1 } }
        failpoints.hit(.taskMoved)
        failpoints.hit(.jobMoved)
        #expect(acts.withLock { $0 } == 0)
        failpoints.hit(.taskMoved)
        #expect(acts.withLock { $0 } == 1)
        failpoints.hit(.taskMoved)
        #expect(acts.withLock { $0 } == 1)
    }
}
