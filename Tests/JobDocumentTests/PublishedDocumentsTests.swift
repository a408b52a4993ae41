import FleetTesting
import JSON
import JobDocument
import Testing

@Suite("Published: the schemas of what people write are made from the fields")
struct PublishedDocumentsTests {
    @Test func theSchemasAreWhatTheFieldsSay() throws {
        let documents = [("job", JobFields.table), ("command", CommandFields.table)]
        for (name, table) in documents {
            let difference = try ProjectFiles.difference("deploy/schemas/\(name).json", from: SchemaDocument.make(table))
            #expect(difference == nil, "\(difference ?? "")")
        }
    }

    @Test func aJobThatIsReadFitsTheSchemaAndOneThatIsRefusedDoesNot() throws {
        let validator = SchemaValidator(document: SchemaDocument.make(JobFields.table))
        #expect(validator.faults(in: try ExampleDocuments.shortest()) == [])
        #expect(!validator.faults(in: ["name": 7]).isEmpty)
        #expect(!validator.faults(in: ["nam": "a"]).isEmpty)
    }
}
