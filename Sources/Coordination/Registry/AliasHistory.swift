import Persistence

/// The moves of an alias as a stack: a roll-back takes the newest away, so that a second one goes further back instead of forth.
enum AliasHistory {
    /// Marks a move as a roll-back.
    static let rollbackPrefix = "rollback: "

    /// The version before the present one.
    /// - Parameter moves: the newest first, as the store gives them.
    static func previous(_ moves: [AliasMoveRow]) -> Int64? {
        var stack: [Int64] = []
        for move in moves.reversed() {
            if move.reason.hasPrefix(rollbackPrefix) {
                _ = stack.popLast()
            } else if let version = move.toVersion, stack.last != version {
                stack.append(version)
            }
        }
        return stack.dropLast().last
    }
}
