import Foundation

/// What `deploy/bench` runs: each command is one fresh process that does one thing and prints one line of JSON at its end.
@main
struct Backbone {
    static func main() async {
        let arguments = Arguments(Array(CommandLine.arguments.dropFirst()))
        do {
            switch arguments.command {
            case "message-loop": try await MessageLoop(arguments).run()
            case "coordinator": try await CoordinatorSubject(arguments).run()
            case "worker": try await WorkerSubject(arguments).run()
            case "submit": try await SubmitSubject(arguments).run()
            case "first-dispatch": try await FirstDispatch(arguments).run()
            case "claim-cost": try await ClaimCost(arguments).run()
            case "dispatch-rate": try await DispatchRate(arguments).run()
            case "topics": try await TopicsSubject(arguments).run()
            default:
                Report.complain("commands: message-loop, coordinator, worker, submit, first-dispatch, claim-cost, dispatch-rate, topics")
                exit(64)
            }
        } catch {
            Report.complain("\(arguments.command): \(error)")
            exit(1)
        }
        exit(0)
    }
}
