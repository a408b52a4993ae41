import FleetTesting
import Foundation
import JSON
import Testing

extension EndToEnd {
    @Suite("The whole fleet with its data in an object storage", .serialized, .kcat, .objectStorage)
    struct ObjectStorageFleetTests {
        @Test("A source in S3 becomes a dataset in S3, and no folder of artifacts is made")
        func sourceAndArtifactsInS3() async throws {
            let real = try await RealS3.shared.get()
            let (lake, artifacts) = (try real.bucket(), try real.bucket())
            try real.place((0..<60).map(Tickets.line).joined(separator: "\n") + "\n", at: "default/tickets.jsonl", in: lake)
            try real.place("{}\n", at: "other/tickets.jsonl", in: lake)
            let folder = try ProcessSupervisor.shared.makeFolder("keys")
            try Data((real.accessKey + "\n").utf8).write(to: URL(fileURLWithPath: folder + "/access"))
            try Data((real.secretKey + "\n").utf8).write(to: URL(fileURLWithPath: folder + "/secret"))
            let store: JSONValue = [
                "type": "s3", "endpoint": .string(real.endpoint), "region": "us-east-1", "access_key_file": .string(folder + "/access"),
                "secret_key_file": .string(folder + "/secret"), "buckets": [["bucket": .string(lake), "prefix": "{tenant}/"]],
            ]
            let settings: JSONValue = ["storage": ["artifacts": .string("s3://\(artifacts)/prod"), "stores": ["lake-eu": store]]]
            try Data(JobText.text(settings).utf8).write(to: URL(fileURLWithPath: folder + "/settings.json"))
            try await withFleet({ try await Fleet.embedded("object-storage", ["--settings", folder + "/settings.json"]) }) { fleet in
                func document(_ key: String, _ uri: String) throws -> JSONValue {
                    var document = try #require(JobText.dataOnly(key: key, sources: []).object)
                    var dataset = try #require(document["dataset"]?.object)
                    dataset["sources"] = [["uri": .string(uri), "storage": "lake-eu"]]
                    document["dataset"] = .object(dataset)
                    return .object(document)
                }
                let refused = try await fleet.api.send("POST", "/v1/jobs", try document("other", "s3://\(lake)/other/tickets.jsonl"))
                #expect((400..<500).contains(refused.status))
                #expect(JobText.text(refused.body).contains("dataset.sources[0].uri"))
                let accepted = try await fleet.api.send("POST", "/v1/jobs", try document("own", "s3://\(lake)/default/*.jsonl"))
                #expect(accepted.status == 201)
                let end = try await fleet.end(ofJob: "own", within: .seconds(120))
                try #require(end["state"]?.string == "succeeded", "\(JobText.text(end))")
                let files = real.files(of: artifacts)
                #expect(files.contains { $0.hasPrefix("prod/jobs/") && $0.contains("train") }, "\(files)")
                #expect(!FileManager.default.fileExists(atPath: fleet.artifacts))
                let doctor = try await fleet.modelops("doctor", "--settings", folder + "/settings.json")
                #expect(doctor.output.contains("s3://\(artifacts)/prod takes objects"), "\(doctor.output)\(doctor.log)")
            }
        }
    }
}
