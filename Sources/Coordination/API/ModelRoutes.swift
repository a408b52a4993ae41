import FleetCore
import HTTP
import JSON
import ObjectStorage
import Persistence

/// Models over HTTP: lists, evidence, downloads with digests, aliases. `{version}` is a number or an alias.
struct ModelRoutes: Sendable {
    let api: APISurroundings

    var all: [HTTPRoute] {
        [
            APIRoute.make(.get, "/v1/models", "listModels", .reader, list),
            APIRoute.make(.get, "/v1/models/{name}", "showModel", .reader, show),
            APIRoute.make(.get, "/v1/models/{name}/versions/{version}", "showModelVersion", .reader, version),
            APIRoute.make(.get, "/v1/models/{name}/versions/{version}/evidence", "showEvidence", .reader, evidence),
            APIRoute.make(.get, "/v1/models/{name}/versions/{version}/artifact", "downloadModel", .reader, artifact),
            APIRoute.make(.get, "/v1/models/{name}/aliases/{alias}", "showAliasHistory", .reader, history),
            APIRoute.make(.put, "/v1/models/{name}/aliases/{alias}", "setAlias", .admin, promote),
            APIRoute.make(.post, "/v1/models/{name}/aliases/{alias}/rollback", "rollBackAlias", .admin, rollback),
        ]
    }

    private func list(_ call: APICall) async throws -> HTTPResponse {
        let models = try await api.store.read { transaction in
            try transaction.models(of: call.tenant).map { model -> JSONValue in
                [
                    "name": .string(model.name), "created_at": .string(model.createdAt.description),
                    "latest": (try transaction.modelVersions(of: model.name, tenant: call.tenant, limit: 1).first).map { .integer($0.version) }
                        ?? .null,
                    "aliases": .array(try transaction.aliases(of: model.name, tenant: call.tenant).map(ModelView.alias)),
                ]
            }
        }
        return .json(["models": .array(models)])
    }

    private func show(_ call: APICall) async throws -> HTTPResponse {
        let name = try call.request.parameter("name")
        let before = Int64(try call.number("before", Int.max, in: 1...Int.max))
        let limit = try call.number("limit", 50, in: 1...200)
        let body = try await api.store.read { transaction -> JSONValue in
            guard try transaction.model(name, of: call.tenant) != nil else {
                throw FleetError("model_unknown", .rejected, "there is no model called \(name.prefix(64))", path: "name", hint: "list the models")
            }
            let aliases = try transaction.aliases(of: name, tenant: call.tenant)
            let versions = try transaction.modelVersions(of: name, tenant: call.tenant, before: before, limit: limit)
            return [
                "name": .string(name), "aliases": .array(aliases.map(ModelView.alias)),
                "versions": .array(try versions.map { try ModelView.version($0, aliases: aliases) }),
            ]
        }
        return .json(body)
    }

    private func row(_ call: APICall, in transaction: StoreTransaction) throws -> ModelVersionRow {
        let text = "\(try call.request.parameter("name"))@\(try call.request.parameter("version"))"
        return try api.parts.registry.resolve(try ModelReference(text), tenant: call.tenant, in: transaction)
    }

    private func version(_ call: APICall) async throws -> HTTPResponse {
        .json(
            try await api.store.read { transaction in
                let row = try self.row(call, in: transaction)
                return try ModelView.version(row, aliases: try transaction.aliases(of: row.name, tenant: call.tenant))
            })
    }

    /// The card; as text where the caller accepts nothing else.
    private func evidence(_ call: APICall) async throws -> HTTPResponse {
        let row = try await api.store.read { try self.row(call, in: $0) }
        let card = try JSONReader.parse(row.evidence)
        guard call.request.headers["Accept"]?.hasPrefix("text/plain") == true || call.request.query["format"] == "text" else { return .json(card) }
        return .text(EvidenceText.render(try card.decode(EvidenceCard.self)))
    }

    /// Without `file` the list of the version's files, whose SHA-256 is the version's; with it one file, streamed and verified on the way.
    private func artifact(_ call: APICall) async throws -> HTTPResponse {
        let row = try await api.store.read { try self.row(call, in: $0) }
        let files = try JSONReader.parse(row.artifact).decode(RegisteredFiles.self)
        guard let path = call.request.query["file"] else {
            return HTTPResponse(
                headers: ["Content-Type": "application/json", "X-Content-SHA256": try files.digest()], body: .bytes(try files.fileList()))
        }
        guard let file = files.model.files.first(where: { $0.path == path }) else {
            throw FleetError("object_missing", .rejected, "the version has no such file", path: "file", hint: "ask without `file` for the list")
        }
        let reader = try await api.objects.reader(for: file.artifact)
        return HTTPResponse(
            headers: ["Content-Type": "application/octet-stream", "X-Content-SHA256": file.artifact.sha256],
            body: .stream(length: file.artifact.bytes, ArtifactBody(reader: reader)))
    }

    private func history(_ call: APICall) async throws -> HTTPResponse {
        let name = try call.request.parameter("name")
        let alias = try call.request.parameter("alias")
        let moves = try await api.store.read { try $0.aliasMoves(of: alias, name: name, tenant: call.tenant, limit: 200) }
        let shown = moves.map { move -> JSONValue in
            [
                "from": move.fromVersion.map { .integer($0) } ?? .null, "to": move.toVersion.map { .integer($0) } ?? .null,
                "by": .string(move.movedBy), "reason": .string(move.reason), "at": .string(move.at.description),
            ]
        }
        return .json(["name": .string(name), "alias": .string(alias), "moves": .array(shown)])
    }

    private func promote(_ call: APICall) async throws -> HTTPResponse {
        let body = try call.body()
        guard let version = body["version"]?.integer else {
            throw FleetError("missing_field", .rejected, "which version is to be promoted is not said", path: "version", hint: "give its number")
        }
        let reference = try ModelReference("\(try call.request.parameter("name"))@\(version)")
        let alias = try aliasName(call)
        let reason = try call.text("reason", in: body)
        let force = body["force"]?.boolean ?? false
        let registry = api.parts.registry
        return try await moved(call) { change in
            try registry.promote(
                reference, to: alias, tenant: call.tenant, actor: call.actor, reason: reason, force: force, in: change.transaction)
        }
    }

    private func rollback(_ call: APICall) async throws -> HTTPResponse {
        let name = try ModelReference(try call.request.parameter("name")).name
        let alias = try aliasName(call)
        let reason = try call.text("reason", in: try call.body())
        let registry = api.parts.registry
        return try await moved(call) { change in
            try registry.rollback(name, alias: alias, tenant: call.tenant, actor: call.actor, reason: reason, in: change.transaction)
        }
    }

    private func aliasName(_ call: APICall) throws -> String {
        let alias = try call.request.parameter("alias")
        guard ModelReference.isName(Substring(alias)), Int64(alias) == nil else {
            throw FleetError("out_of_range", .rejected, "an alias is a name, and no number", path: "alias", hint: "write production")
        }
        return alias
    }

    private func moved(_ call: APICall, _ body: @escaping @Sendable (any JobControl) throws -> ModelVersionRow) async throws -> HTTPResponse {
        try await api.writing.write("move an alias over HTTP") { change in
            let row = try body(change)
            return .json(try ModelView.version(row, aliases: try change.transaction.aliases(of: row.name, tenant: call.tenant)))
        }
    }
}
