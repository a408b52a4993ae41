import HTTP
import JSON
import JobDocument

/// The OpenAPI 3.1 document, made from the routes themselves; what each operation does stands in one table here.
public enum OpenAPIDocument {
    static let path = "/v1/openapi.json"
    static let operation = "openAPI"

    /// One line per operation; a test checks that none is missing and none is left over.
    static let summaries: [String: String] = [
        "health": "Says that the process is alive.",
        "readiness": "Says whether store, broker and term are well; otherwise what is not.",
        "metrics": "Figures as Prometheus reads them.",
        "jobSchema": "The JSON Schema of the job document.",
        "commandSchema": "The JSON Schema of the command document.",
        "showFleet": "Workers, and how much there is to do.",
        "listPermits": "Permits in a state; those that need a decision where none is named.",
        "resolvePermit": "Decides about a chargeable call whose outcome nobody could find out.",
        "submitJob": "Submits a job document; with dry_run=true it is only checked.",
        "listJobs": "Jobs, the newest first; by state and label, in pages.",
        "showJob": "A job with its stages, its document and why it waits.",
        "waitForJob": "Answers when the job is over, or after the timeout.",
        "streamJobEvents": "Transitions and snapshots as server-sent events.",
        "readJobLogs": "Lines of workers and trainers, redacted.",
        "cancelJob": "Asks for the job's end.",
        "pauseJob": "Holds what was not dispatched yet.",
        "resumeJob": "Lets a paused job go on.",
        "retryJob": "Runs a finished job again as a new one, reusing the stages before the failed or the named one.",
        "listModels": "Models with their aliases.",
        "showModel": "A model's versions, the newest first.",
        "showModelVersion": "One version, by number or alias.",
        "showEvidence": "The evidence card; as text with format=text.",
        "downloadModel": "The version's files with their digests; one of them with file=PATH.",
        "showAliasHistory": "The moves of an alias, the newest first.",
        "setAlias": "Promotes a version; only what passed its gates, unless forced with a reason.",
        "rollBackAlias": "Points an alias back at the version before.",
        "listDeadLetters": "Messages that were refused, the newest first, without anything of what they say; in pages.",
        "showDeadLetter": "One of them with key, headers and body.",
        "replayDeadLetter": "Sends the message to its topic again, once; with body_base64 in the place of its body, with bare without its headers.",
        "parkDeadLetter": "Puts one away, with a reason.",
        "scorePredictions": "Scores predictions that the caller has, with intervals, paired comparisons and gates; nothing is kept.",
        "verifyAudit": "Verifies the chain of the tenant's history, and names the first record that is not as it was written.",
        operation: "This document.",
    ]

    private static let queries: [String: [(name: String, summary: String)]] = [
        "submitJob": [("dry_run", "true: only check the document")],
        "listJobs": [
            ("state", "a state; may stand several times"), ("label", "NAME=VALUE"), ("cursor", "from the page before"), ("limit", "1 to 200"),
        ],
        "waitForJob": [("timeout", "such as 60s, at most 300s")],
        "readJobLogs": [("after", "the last id of the page before"), ("limit", "1 to 2000"), ("stage", "lines of one stage")],
        "listPermits": [("state", "a state of permits"), ("limit", "1 to 1000")],
        "showModel": [("before", "versions below this number"), ("limit", "1 to 200")],
        "showEvidence": [("format", "text: for a terminal")],
        "listDeadLetters": [("state", "new, replayed or parked"), ("cursor", "from the page before"), ("limit", "1 to 500")],
        "verifyAudit": [
            ("after", "the last number found right before"), ("limit", "1000 to 1000000 records"),
            ("expect", "NUMBER:DIGEST as noted down elsewhere"),
        ],
        "downloadModel": [("file", "the path of one file")],
    ]

    public static func make(_ routes: [HTTPRoute], version: String) -> JSONValue {
        var paths = JSONObject()
        for route in routes {
            var item = paths[route.pattern]?.object ?? [:]
            item[route.method.rawValue.lowercased()] = operation(route)
            paths[route.pattern] = .object(item)
        }
        paths[path] = ["get": ["operationId": .string(operation), "summary": .string(summaries[operation] ?? ""), "responses": ok]]
        return [
            "openapi": "3.1.0", "info": ["title": "ModelOps Fleet", "version": .string(version)], "paths": .object(paths),
            "components": [
                "schemas": ["job": SchemaDocument.make(JobFields.table)],
                "securitySchemes": ["bearer": ["type": "http", "scheme": "bearer"]],
            ],
        ]
    }

    private static let ok: JSONValue = ["200": ["description": "The answer."]]

    private static func operation(_ route: HTTPRoute) -> JSONValue {
        var object: JSONObject = ["operationId": .string(route.operationID), "summary": .string(summaries[route.operationID] ?? "")]
        let inPath = route.pattern.split(separator: "/").filter { $0.hasPrefix("{") }.map { part -> JSONValue in
            ["name": .string(String(part.dropFirst().dropLast())), "in": "path", "required": true, "schema": ["type": "string"]]
        }
        let inQuery = (queries[route.operationID] ?? []).map { query -> JSONValue in
            ["name": .string(query.name), "in": "query", "description": .string(query.summary), "schema": ["type": "string"]]
        }
        if !inPath.isEmpty || !inQuery.isEmpty { object["parameters"] = .array(inPath + inQuery) }
        if let schema = route.requestSchema {
            object["requestBody"] = [
                "required": true, "content": ["application/json": ["schema": ["$ref": .string("#/components/schemas/\(schema)")]]],
            ]
        }
        object["responses"] = [
            "200": ["description": "The answer."], "4XX": ["description": "A problem (RFC 9457) with code, path and hint."],
        ]
        if let role = route.role {
            object["security"] = [["bearer": []]]
            object["x-role"] = .string(role)
        }
        return .object(object)
    }
}
