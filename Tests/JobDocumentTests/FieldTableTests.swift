import FleetCore
import FleetTesting
import JSON
import Testing

@testable import JobDocument

@Suite struct FieldTableTests {
    /// Walks the full example and collects what the table does not know.
    private func unknown(_ value: JSONValue, _ node: FieldNode, _ path: String) -> [String] {
        switch value {
        case .object(let object):
            if node.field.availability == .later || node.field.kind == .anything { return [] }
            if case .map = node.field.kind { return [] }
            return object.flatMap { member -> [String] in
                guard let next = node.member(member.key) else { return ["\(path).\(member.key)"] }
                return unknown(member.value, next, "\(path).\(member.key)")
            }
        case .array(let elements):
            guard node.field.availability == .now else { return [] }
            guard let element = node.element else { return ["\(path)[]"] }
            return elements.flatMap { unknown($0, element, "\(path)[]") }
        default: return []
        }
    }

    @Test func everyFieldOfTheFullExampleIsInTheTable() throws {
        #expect(unknown(try ExampleDocuments.everything(), JobFields.table.root, "job") == [])
    }

    @Test func everyDeclaredFieldIsReachableInTheTree() {
        for table in [JobFields.table, CommandFields.table] {
            for field in table.fields { #expect(table.node(at: field.path)?.field == field, "\(field.path)") }
            #expect(Set(table.fields.map(\.path)).count == table.fields.count)
            #expect(table.root.all.count == table.fields.count + 1)
        }
    }

    @Test func everyFieldIsDocumentedInOneLine() {
        for field in JobFields.table.fields + CommandFields.table.fields {
            #expect(field.documentation.hasSuffix(".") && !field.documentation.contains("\n"), "\(field.path)")
        }
    }

    @Test func everyFallbackAndExampleIsAcceptedByItsOwnField() throws {
        // A fallback that its own field refuses would make the field impossible to leave out.
        for field in JobFields.table.fields {
            for value in [field.fallback, field.example].compactMap({ $0 }) {
                try ScalarCheck.check(value, field.kind, at: field.path)
            }
        }
    }

    @Test func eachLaterFieldOfTheFullExampleIsRefusedAsNotAvailableYet() throws {
        let later = JobFields.table.fields.filter { $0.availability == .later }.map(\.path)
        #expect(later.count == 15)
        for path in ["priority", "policy", "after", "notify", "model"] {
            let document = try ExampleDocuments.shortest(setting: "\(path)=x")
            let error = expectFleetError { try JobDocument(document) }
            #expect(error?.code == "not_available_yet" && error?.path == path)
        }
    }
}
