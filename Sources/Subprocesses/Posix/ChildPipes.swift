import CPosix
import FleetCore
import Glibc

/// The six ends of a child's three streams, and a pipe that wakes the thread which serves them. All are closed on exec.
/// Single owner: made by the spawner, then owned by the child's two threads in turn, which close what they end.
struct ChildPipes: Sendable {
    var input: (child: Int32, ours: Int32)
    var output: (ours: Int32, child: Int32)
    var error: (ours: Int32, child: Int32)

    /// - Throws: `FleetError` `spawn_failed` (transient) when the process has no descriptors left.
    static func make() throws -> ChildPipes {
        var opened: [Int32] = []
        func pair() throws -> (Int32, Int32) {
            var ends: [Int32] = [0, 0]
            guard pipe2(&ends, O_CLOEXEC) == 0 else {
                for descriptor in opened { close(descriptor) }
                throw FleetError(
                    "spawn_failed", .transient, "making a pipe: \(String(cString: strerror(errno)))", hint: "raise the limit on open files")
            }
            opened += ends
            return (ends[0], ends[1])
        }
        return ChildPipes(input: try pair(), output: try pair(), error: try pair())
    }

    func closeChildEnds() {
        for descriptor in [input.child, output.child, error.child] { close(descriptor) }
    }

    func closeOurEnds() {
        for descriptor in [input.ours, output.ours, error.ours] { close(descriptor) }
    }
}
