import FleetCore
import Testing

@testable import Messaging

@Suite("The topic says the tenant")
struct FleetTopicsTests {
    @Test func theDefaultTenantHasThePlainNames() {
        let tenant = TenantName("default")
        #expect(FleetTopics.jobs(of: tenant) == "modelops.jobs")
        #expect(FleetTopics.status(of: tenant) == "modelops.jobs.status")
        #expect(FleetTopics.events(of: tenant) == "modelops.events")
    }

    @Test func anotherTenantHasOnePrefix() {
        let tenant = TenantName("acme-2")
        #expect(FleetTopics.jobs(of: tenant) == "modelops.tenant.acme-2.jobs")
        #expect(FleetTopics.status(of: tenant) == "modelops.tenant.acme-2.jobs.status")
        #expect(FleetTopics.events(of: tenant) == "modelops.tenant.acme-2.events")
        #expect(FleetTopics.tenant(ofJobTopic: "modelops.tenant.acme-2.jobs") == tenant)
    }

    @Test(arguments: [
        "modelops.jobs.status", "modelops.tenant..jobs", "modelops.tenant.default.jobs", "modelops.tenant.A.jobs", "modelops.tenant.a.b.jobs",
    ])
    func otherTopicsCarryNoJobs(_ topic: String) { #expect(FleetTopics.tenant(ofJobTopic: topic) == nil) }
}
