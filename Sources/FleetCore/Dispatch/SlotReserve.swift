/// Slots that are kept free for tenants that hold none of a kind: whoever floods the fleet takes all the others, and the first task of another
/// one waits for nobody's end. Counted of the workers that can do a task, so that what nobody can use is kept for nobody. Pure.
///
/// | tenants | slots that can do the task | kept |
/// |---|---|---|
/// | one | any | none |
/// | more | fewer than 32 | none |
/// | more | 32 and more | one in 32 |
public struct SlotReserve: Sendable, Hashable {
    /// One slot in so many is kept: a flood loses three parts in a hundred, a small fleet nothing.
    public static let share = 32

    /// How many slots are kept.
    public let count: Int

    /// - Parameters:
    ///   - slots: all slots of the workers that can do a task, free and taken.
    ///   - tenants: how many may send jobs.
    public init(slots: Int, tenants: Int) { count = tenants > 1 ? slots / Self.share : 0 }

    /// Whether a task may be sent while `free` slots are free.
    public func admits(free: Int, holdsNone: Bool) -> Bool { free > count || (free > 0 && holdsNone) }
}
