import FleetCore
import FleetTesting
import Testing

@testable import FleetHost

@Suite("The failpoint switch")
struct FailpointSwitchTests {
    @Test func withoutTheVariableNothingIsArmed() throws {
        #expect(try FailpointSwitch.read(["PATH": "/usr/bin"]) === Failpoints.none)
        #expect(try FailpointSwitch.read([FailpointSwitch.variable: ""]) === Failpoints.none)
    }

    @Test(arguments: ["worker.execution_begun@1", "coordinator.task_moved@12:stop"])
    func aPointWithATurnIsArmed(text: String) throws {
        #expect(try FailpointSwitch.read([FailpointSwitch.variable: text]) !== Failpoints.none)
    }

    @Test(arguments: ["worker.execution_begun", "worker.execution_begun@0", "worker.execution_begun@x", "no.such_point@1", "worker.execution_begun@1:wait", "@1"])
    func anythingElseIsRefused(text: String) {
        let error = expectFleetError { try FailpointSwitch.read([FailpointSwitch.variable: text]) }
        #expect(error?.code == "setting_invalid")
    }
}
