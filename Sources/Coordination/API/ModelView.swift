import FleetCore
import JSON
import Persistence

/// Models as the interface shows them.
enum ModelView {
    static func version(_ row: ModelVersionRow, aliases: [AliasRow]) throws -> JSONValue {
        let files = try JSONReader.parse(row.artifact).decode(RegisteredFiles.self)
        return [
            "name": .string(row.name), "version": .integer(row.version), "ref": .string("\(row.name)@\(row.version)"),
            "aliases": .array(aliases.filter { $0.version == row.version }.map { .string($0.alias) }), "job_id": .string(row.job.rawValue),
            "dataset_version": .string(row.datasetVersion), "verdict": .string(row.verdict), "chosen": .string(files.chosen),
            "parameters": try JSONReader.parse(row.parameters), "scores": try JSONReader.parse(row.scores),
            "cost": try JSONValue.encoding(Money(micros: row.costMicros, currency: row.currency)), "sha256": .string(try files.digest()),
            "uri": .string("/v1/models/\(row.name)/versions/\(row.version)/artifact"), "created_at": .string(row.createdAt.description),
        ]
    }

    static func alias(_ row: AliasRow) -> JSONValue {
        [
            "alias": .string(row.alias), "version": .integer(row.version), "updated_at": .string(row.updatedAt.description),
            "updated_by": .string(row.updatedBy), "reason": .string(row.reason),
        ]
    }
}
