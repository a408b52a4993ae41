import FleetCore
import Foundation

/// Tells whether a process id of an endpoint file is still the fleet that wrote it: after a crash or a restart of the machine
/// the number may belong to anybody, and a signal would hit a stranger.
public struct FleetProcessCheck: Sendable {
    private let root: String

    /// - Parameter root: where the kernel shows processes.
    public init(root: String = "/proc") { self.root = root }

    /// Whether the process runs this program in this folder.
    /// - Parameter folder: the one that holds `.modelops`.
    public func isFleet(_ pid: Int32, in folder: String) -> Bool {
        guard pid > 1, let program = link("\(pid)/exe"), let ours = link("self/exe"), program == ours, let place = link("\(pid)/cwd") else { return false }
        return place == URL(fileURLWithPath: folder).resolvingSymlinksInPath().path
    }

    /// The folder whose fleet an endpoint file describes; nil where the file lies elsewhere, such as among the named contexts.
    public static func folder(ofEndpointAt path: String) -> String? {
        let file = URL(fileURLWithPath: path)
        let holder = file.deletingLastPathComponent()
        guard file.lastPathComponent == "endpoint.json", holder.lastPathComponent == ".modelops" else { return nil }
        return holder.deletingLastPathComponent().path
    }

    /// Where a link of the kernel points; a program that was replaced while it runs is the same one.
    private func link(_ name: String) -> String? {
        guard let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "\(root)/\(name)") else { return nil }
        let mark = " (deleted)"
        return target.hasSuffix(mark) ? String(target.dropLast(mark.count)) : target
    }
}
