import FleetCore
import FleetTesting
import JSON
import Testing

@testable import JobDocument

@Suite struct PublishingTests {
    @Test func theSchemaKnowsExactlyTheFieldsThatWork() throws {
        let schema = SchemaDocument.make(JobFields.table)
        #expect(schema["$schema"] == "https://json-schema.org/draft/2020-12/schema")
        #expect(schema["required"] == ["name", "dataset", "train"])
        #expect(schema["additionalProperties"] == false)
        #expect(schema["properties"]?["policy"] == nil)
        let split = schema["properties"]?["dataset"]?["properties"]?["split"]?["properties"]?["test"]
        #expect(split?["type"] == "number" && split?["exclusiveMaximum"] == 1.0 && split?["default"] == 0.1)
        #expect(split?["description"] == "The share that the evaluation uses.")
        let train = schema["properties"]?["train"]?["oneOf"]
        #expect(train?[0]?["properties"]?["method"]?["enum"] == ["sft"])
        #expect(train?[1] == ["const": false])
    }

    @Test func aFieldIsExplainedInWords() throws {
        let text = try FieldExplanation.text(of: "job.train")
        #expect(text.contains("base_model (must be given)"))
        #expect(text.contains("sweep (not available yet)"))
        #expect(try FieldExplanation.text(of: "evaluate.gates").contains("max_drop"))
        #expect(try FieldExplanation.text(of: "").contains("modelops.job/v1"))
        let error = expectFleetError { try FieldExplanation.text(of: "train.methud") }
        #expect(error?.hint == "did you mean train.method?")
    }

    @Test func theTemplateShowsEveryTopLevelFieldThatWorks() {
        let text = JobTemplate.text(name: "my-model")
        #expect(text.contains("\nname: \"my-model\"\n"))
        for (name, node) in JobFields.table.root.members where node.field.availability == .now {
            #expect(text.contains("\(name):"), "\(name)")
        }
        #expect(text.contains("\n  base_model: \"smollm2-135m-instruct\"\n"))
        #expect(!text.contains("sweep:"))
    }

    @Test func aValueIsSetByItsPath() throws {
        #expect(try DocumentOverride.apply("a.b=1", to: [:]) == ["a": ["b": 1]])
        #expect(try DocumentOverride.apply("a[1].c=x=y", to: ["a": [1, 2]]) == ["a": [1, ["c": "x=y"]]])
        #expect(throws: FleetError.self) { try DocumentOverride.apply("a", to: [:]) }
        #expect(throws: FleetError.self) { try DocumentOverride.apply("a[9]=1", to: [:]) }
        #expect(throws: FleetError.self) { try DocumentOverride.apply("a[-1]=1", to: [:]) }
        #expect(throws: FleetError.self) { try DocumentOverride.apply("a..b=1", to: [:]) }
    }
}
