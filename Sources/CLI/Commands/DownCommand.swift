import FleetCore
import Glibc

/// `modelops down`: ends the fleet that `modelops up` started in this folder.
struct DownCommand: Command {
    let name = ["down"]
    let operands = ""
    let summary = "End the fleet of this folder; unfinished jobs go on at the next `up`."
    let options = [SharedOptions.context]
    private let check = FleetProcessCheck()

    func run(_ arguments: ArgumentList, _ context: CommandContext) async throws -> Int32 {
        let (endpoint, path) = try FleetEndpoint.locate(context: arguments.value("context"), environment: context.environment)
        guard let folder = FleetProcessCheck.folder(ofEndpointAt: path) else {
            throw FleetError(
                "not_local", .rejected, "\(path) describes a fleet that was not started by `modelops up` in a folder",
                hint: "end it where it was started")
        }
        guard let pid = endpoint.pid, check.isFleet(pid, in: folder) else {
            // What a fleet that was killed left behind; its process id may be anybody's by now.
            unlink(path)
            context.console.print("no fleet of this folder runs")
            return ExitCode.success
        }
        guard kill(pid, SIGTERM) == 0 else {
            throw FleetError("not_permitted", .rejected, "the process \(pid) cannot be signalled", hint: "run it as the user who started the fleet")
        }
        context.console.note("asked process \(pid) to hand back its work and end")
        for _ in 0..<600 {
            if !check.isFleet(pid, in: folder) {
                context.console.print("ended")
                return ExitCode.success
            }
            try await context.clock.sleep(for: .milliseconds(100))
        }
        throw FleetError("timed_out", .transient, "the process \(pid) did not end within a minute", hint: "its log says what it waits for")
    }
}
