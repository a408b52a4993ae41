import FleetCore
import FleetTesting
import JSON
import Testing

@testable import Messaging

@Suite("Published: what the schemas in deploy/schemas say of messages is what the code writes")
struct PublishedSchemasTests {
    private func schema(_ name: String) throws -> JSONValue { try #require(try ProjectFiles.json("deploy/schemas/\(name).json"), "\(name).json") }

    @Test func everyBodyFitsItsSchemaAndNeitherNamesMoreThanTheOther() throws {
        for sample in try BodySample.all() {
            let schema = try schema(sample.schema)
            let validator = SchemaValidator(document: schema)
            #expect(validator.faults(in: sample.full) == [], "\(sample.schema), full")
            #expect(validator.faults(in: sample.least) == [], "\(sample.schema), least")
            let named = SchemaCoverage.named(by: schema, in: validator)
            let present = SchemaCoverage.present(in: sample.full, schema: schema, validator: validator)
            #expect(named.symmetricDifference(present).sorted() == [], "\(sample.schema): only one of schema and code names these")
        }
    }

    @Test func whatASchemaRequiresTheReaderMisses() throws {
        for sample in try BodySample.all() {
            let schema = try schema(sample.schema)
            let required = Set((schema["required"]?.array ?? []).compactMap(\.string))
            #expect(required == Set(sample.least.object?.keys ?? []), "\(sample.schema)")
        }
    }

    @Test func everyMessageOfMachinesHasASample() throws {
        let covered = Set(try BodySample.all().flatMap(\.types))
        let written = MessageType.allCases.filter { !$0.rawValue.hasPrefix("modelops.job.") }
        #expect(covered == Set(written))
    }

    @Test func headersOfMessagesAndDeadLettersFit() throws {
        let trace = TraceContext(identifiers: FixedClock.identifiers)
        let envelope = try Sample.codec.writer.envelope(Sample.run, type: .taskRun, subject: "task_1", routing: Sample.routing, trace: trace)
        let plain = SchemaValidator(document: try schema("headers"))
        let full = Self.json(EnvelopeWriter.headers(envelope))
        #expect(plain.faults(in: full) == [])
        let declared = try schema("headers")["properties"]?.object?.keys ?? []
        #expect(Set(full.object?.keys ?? []) == Set(declared))
        let letter = DeadLetter(Sample.record("{", headers: Sample.headers()), reason: "json_invalid")
        let record = letter.record(writer: Sample.codec.writer, clock: FixedClock(), identifiers: FixedClock.identifiers)
        #expect(plain.faults(in: Self.json(record.headers)) == [])
        #expect(SchemaValidator(document: try schema("dead-letter")).faults(in: Self.json(record.headers)) == [])
    }

    @Test func theDescriptionOfTheTopicsIsTheManifest() throws {
        let document = try schema("asyncapi")
        let channels = document["channels"]?.object ?? JSONObject()
        let topics = TopicManifest.standard.topics
        #expect(Set(channels.compactMap { $0.value["address"]?.string }) == Set(topics.map(\.name) + topics.compactMap(\.tenantName)))
        for topic in topics {
            for address in [topic.name, topic.tenantName].compactMap({ $0 }) {
                let channel = try #require(channels.first { $0.value["address"]?.string == address }?.value, "\(address)")
                let messages = try (channel["messages"]?.object ?? JSONObject()).map { member -> String in
                    let reference = try #require(member.value["$ref"]?.string)
                    return try #require(SchemaValidator(document: document).resolve(reference)?["name"]?.string, "\(reference)")
                }
                #expect(messages == topic.messages, "\(address)")
                let kafka = channel["bindings"]?["kafka"]
                #expect(kafka?["partitions"]?.integer == Int64(topic.partitions) && kafka?["replicas"]?.integer == Int64(topic.replication))
                let settings = kafka?["topicConfiguration"]
                #expect(settings?["retention.ms"]?.integer == topic.retentionMilliseconds)
                #expect(settings?["max.message.bytes"]?.integer == Int64(topic.maximumMessageBytes))
                #expect(settings?["cleanup.policy"]?.array?.compactMap(\.string).joined(separator: ",") == topic.cleanupPolicy)
            }
        }
    }

    @Test func everySchemaThatTheTopicsNameIsThere() throws {
        let messages = try schema("asyncapi")["components"]?["messages"]?.object ?? JSONObject()
        for message in messages {
            let headers = message.value["headers"]
            let parts = [message.value["payload"], headers].compactMap { $0 } + (headers?["allOf"]?.array ?? [])
            for name in parts.compactMap({ $0["$ref"]?.string }) {
                #expect(try ProjectFiles.json("deploy/schemas/\(name.dropFirst(2))") != nil, "\(name)")
            }
        }
        let bodies = try BodySample.all().flatMap { sample in sample.types.map { ($0.rawValue, sample.schema) } }
        for (type, file) in bodies { #expect(messages[type]?["payload"]?["$ref"]?.string == "./\(file).json") }
    }

    @Test(.enabled(if: ProjectFiles.hasSpecification("messaging/asyncapi-3.0.0.schema.json"), "the published schema is not at hand"))
    func theDescriptionOfTheTopicsIsAsyncAPI() throws {
        let published = SchemaValidator(document: try #require(try ProjectFiles.specification("messaging/asyncapi-3.0.0.schema.json")))
        #expect(published.faults(in: try schema("asyncapi")) == [])
        #expect(!published.faults(in: ["asyncapi": "3.0.0", "channels": ["a": ["addres": "b"]]]).isEmpty)
    }

    @Test(.enabled(if: ProjectFiles.hasSpecification("messaging/cloudevents-1.0.schema.json"), "the published schema is not at hand"))
    func attributesAreThoseOfCloudEvents() throws {
        let published = SchemaValidator(document: try #require(try ProjectFiles.specification("messaging/cloudevents-1.0.schema.json")))
        let trace = TraceContext(identifiers: FixedClock.identifiers)
        let envelope = try Sample.codec.writer.envelope(Sample.run, type: .taskRun, subject: "task_1", routing: Sample.routing, trace: trace)
        var attributes = JSONObject()
        for header in EnvelopeWriter.headers(envelope) {
            let name = header.name == "content-type" ? "datacontenttype" : header.name.hasPrefix("ce_") ? String(header.name.dropFirst(3)) : nil
            if let name {
                attributes[name] = .string(String(decoding: header.value, as: UTF8.self))
                #expect(name.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) } && name.utf8.count <= 20, "\(name)")
            }
        }
        #expect(published.faults(in: .object(attributes)) == [])
        attributes["id"] = nil
        #expect(!published.faults(in: .object(attributes)).isEmpty)
    }

    private static func json(_ headers: [Record.Header]) -> JSONValue {
        var object = JSONObject()
        for header in headers { object[header.name] = .string(String(decoding: header.value, as: UTF8.self)) }
        return .object(object)
    }
}
