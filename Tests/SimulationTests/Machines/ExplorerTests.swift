import FleetCore
import Foundation
import Testing

/// Every interleaving within the bounds, driven by the production machines.
///
/// The bigger space: `MODELOPS_EXPLORE=1 swift test --filter ExplorerTests`, in an optimised build (`-c release -Xswiftc -enable-testing`) ten
/// times as fast.
struct ExplorerTests {
    static let isWhole = ProcessInfo.processInfo.environment["MODELOPS_EXPLORE"] != nil

    @Test(arguments: ExplorerCase.rules)
    func eachRuleIsNeeded(_ part: ExplorerCase) {
        let broken = Explorer().explore(
            "without: " + part.name, from: part.world(rules: ProtocolRules.all.subtracting(part.without)), seeking: part.breaks)
        print(broken)
        #expect(broken.violation != nil, "nothing breaks without it")
    }

    @Test(arguments: ExplorerCase.rules)
    func withTheRulesTheSameSpaceHolds(_ part: ExplorerCase) {
        let sound = Explorer().explore(part.name, from: part.world(rules: .all))
        print(sound)
        #expect(sound.violation == nil, "\(sound)")
        #expect(!sound.isCut, "the space was not explored whole")
    }

    @Test(arguments: ExplorerCase.combined)
    func theFaultsTogetherBreakNothing(_ part: ExplorerCase) {
        let sound = Explorer().explore(part.name, from: part.world(rules: .all))
        print(sound)
        #expect(sound.violation == nil, "\(sound)")
        #expect(!sound.isCut, "the space was not explored whole")
    }

    /// Cut where a part is larger than fits into memory: it says so by a `+`.
    @Test(.enabled(if: isWhole), arguments: ExplorerCase.whole)
    func everyTwoFaultsTogetherBreakNothing(_ part: ExplorerCase) {
        let found = Explorer(mostStates: 1_500_000, healingStride: 64).explore(part.name, from: part.world(rules: .all))
        print(found)
        #expect(found.violation == nil, "\(found)")
    }

    /// Every rule has its case.
    @Test func noRuleIsForgotten() {
        let covered = ExplorerCase.rules.reduce(into: ProtocolRules()) { $0.formUnion($1.without) }
        #expect(covered == .all)
    }
}
