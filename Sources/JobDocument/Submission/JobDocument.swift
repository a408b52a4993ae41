import Crypto
import FleetCore
import JSON

/// A job document, read and checked: the canonical form that is stored, and what it hashes to.
public struct JobDocument: Sendable, Equatable {
    public let specification: JobSpecification
    /// Every default filled in, members in the order of the table.
    public let canonical: JSONValue
    /// SHA-256 of what the job is to do: of the canonical form without `idempotency_key` and `tenant`.
    public let hash: Digest

    /// Reads a document strictly and checks what it refers to.
    /// - Throws: `FleetError` (rejected) with the path of the field to change.
    public init(_ value: JSONValue, knowing fleet: FleetKnowledge = .none, acceptsCamelCase: Bool = false) throws {
        let canonical = try DocumentReader(JobFields.table, acceptsCamelCase: acceptsCamelCase).read(value)
        let specification = try JobSpecification(document: canonical)
        try JobCheck.check(specification, against: fleet)
        self.canonical = canonical
        self.specification = specification
        hash = Self.hash(of: canonical)
    }

    private static func hash(of canonical: JSONValue) -> Digest {
        guard case .object(var object) = canonical else { return SHA256.digest(of: JSONWriter.canonical.bytes(canonical)) }
        object["idempotency_key"] = nil
        object["tenant"] = nil
        return SHA256.digest(of: JSONWriter.canonical.bytes(.object(object)))
    }
}
