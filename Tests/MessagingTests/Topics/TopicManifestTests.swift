import FleetCore
import Foundation
import JSON
import Testing

@testable import Messaging

@Suite("topics.json is what the code says")
struct TopicManifestTests {
    private static let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    @Test func theFileAndTheCodeAgree() throws {
        let bytes = Array(try Data(contentsOf: Self.root.appendingPathComponent("topics.json")))
        let expected = JSONWriter(isPretty: true).text(try JSONValue.encoding(TopicManifest.standard))
        #expect(try TopicManifest(reading: bytes) == TopicManifest.standard, "write this into topics.json:\n\(expected)")
    }

    @Test func everyTopicOfTheCodeIsDeclared() {
        let names = Set(TopicManifest.standard.topics.map(\.name))
        let tenant = FleetTopics.defaultTenant
        let used =
            WorkKind.allCases.map { $0.topic } + [
                FleetTopics.results, FleetTopics.control, FleetTopics.deadLetters, FleetTopics.jobs(of: tenant), FleetTopics.status(of: tenant),
                FleetTopics.events(of: tenant),
            ]
        #expect(names == Set(used))
    }

    @Test func everyMessageTypeHasATopic() {
        let carried = Set(TopicManifest.standard.topics.flatMap(\.messages))
        for type in MessageType.allCases { #expect(carried.contains(type.rawValue), "\(type.rawValue)") }
    }

    @Test func tenantsGetTopicsOfTheirOwn() {
        let names = TopicManifest.standard.specifications(tenants: [TenantName("acme")], replication: 1).map(\.name)
        #expect(Set(names).count == names.count)
        for name in ["modelops.jobs", "modelops.tenant.acme.jobs", "modelops.tenant.acme.jobs.status", "modelops.tenant.acme.events"] {
            #expect(names.contains(name))
        }
    }

    @Test func theLimitsOfTheProtocolAreKept() throws {
        for topic in TopicManifest.standard.specifications() {
            #expect(topic.settings["max.message.bytes"] == "2097152")
            if topic.name.hasPrefix("modelops.tasks.") { #expect(topic.partitions >= 16) }
        }
        let byName = Dictionary(uniqueKeysWithValues: TopicManifest.standard.specifications().map { ($0.name, $0) })
        #expect(byName[FleetTopics.control]?.partitions == 1)
        #expect(byName[FleetTopics.control]?.settings["retention.ms"] == "3600000")
        #expect(byName[FleetTopics.results]?.partitions == 16)
        #expect(byName["modelops.jobs.status"]?.settings["cleanup.policy"] == "compact,delete")
    }

    @Test func aManifestOfAnotherMajorVersionIsRefused() {
        let bytes = Array(#"{"schema": "modelops.topics/v2", "topics": []}"#.utf8)
        #expect(failureCode { _ = try TopicManifest(reading: bytes) } == "topics_invalid")
    }
}
