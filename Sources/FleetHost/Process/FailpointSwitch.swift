import FleetCore
import Glibc

/// Arms one failpoint of a process from its environment: `MODELOPS_TEST_FAILPOINT=POINT@N` kills it at the Nth hit, as `kill -9` would;
/// `POINT@N:stop` stops it there until somebody lets it go on.
enum FailpointSwitch {
    static let variable = "MODELOPS_TEST_FAILPOINT"

    /// - Throws: `FleetError` `setting_invalid` (rejected): a test that arms nothing by mistake would prove nothing.
    static func read(_ environment: [String: String]) throws -> Failpoints {
        guard let text = environment[variable], !text.isEmpty else { return .none }
        let parts = text.split(separator: "@", maxSplits: 1)
        let ending = parts.count == 2 ? parts[1].split(separator: ":", maxSplits: 1) : []
        guard let point = parts.first.flatMap({ Failpoint(rawValue: String($0)) }), let turn = ending.first.flatMap({ Int($0) }), turn > 0,
            ending.count == 1 || ending[1] == "stop"
        else {
            throw FleetError("setting_invalid", .rejected, "\(variable) is '\(text)'", hint: "POINT@N or POINT@N:stop, such as \(Failpoint.executionBegun.rawValue)@1")
        }
        let signal = ending.count == 2 ? SIGSTOP : SIGKILL
        // Sent to the calling thread, so that this one takes no further step; sent to the process, another thread might take it in its own time.
        return Failpoints(point, turn: turn) { raise(signal) }
    }
}
