extension PoisonCorpus {
    /// Valid JSON that is no job: other values, wrong types, unknown fields and versions.
    static var documents: [PoisonCase] {
        var cases = ["0", "-0", "1.5", "1e5", "1E+2", "-1.5e-3", "true", "false", "null", "\"\"", "\"a\"", "[]", "[1]", "[{}]", "[[[]]]", "[null]", "9223372036854775807"].map {
            PoisonCase("the document is \($0)", $0, wrongType)
        }
        cases += ["7", "1.0", "true", "null", "[]", "[\"a\"]", "{}"].map {
            PoisonCase("a name that is \($0)", document("x").replacing("\"name\": \"x\"", with: "\"name\": \($0)"), wrongType)
        }
        cases += ["\"a\"", "7", "true", "[]"].flatMap { value in
            ["labels", "budget", "dataset", "evaluate"].map { field in
                let text = field == "dataset" ? "{\"name\": \"x\", \"dataset\": \(value), \"train\": {\"provider\": \"local\", \"base_model\": \"smollm2-135m-instruct\"}}" : document("x", "\"\(field)\": \(value)")
                return PoisonCase("\(field) that is \(value)", text, wrongType)
            }
        }
        cases += [
            PoisonCase("an empty object", "{}", .refused("missing_field")), PoisonCase("an empty name", document(""), .refused("out_of_range")),
            PoisonCase("an unknown field", document("x", "\"optimise\": {}"), .refused("unknown_field")),
            PoisonCase("__proto__", document("x", "\"__proto__\": {\"admin\": true}"), .refused("unknown_field")),
            PoisonCase("constructor", document("x", "\"constructor\": {}"), .refused("unknown_field")),
            PoisonCase("an empty key", document("x", "\"\": 1"), .refused("unknown_field")),
            PoisonCase("a state from outside", document("x", "\"state\": \"succeeded\""), .refused("unknown_field")),
            PoisonCase("another tenant", document("x", "\"tenant\": \"acme\""), .refused("tenant_mismatch")),
            PoisonCase("a later field", document("x", "\"priority\": \"high\""), .refused("not_available_yet")),
            PoisonCase("a path for a name", document("../../x"), .refused("out_of_range")),
            PoisonCase("a newline in a name", document("a\\nb"), .refused("out_of_range")),
            PoisonCase("a budget in numbers", document("x", "\"budget\": {\"amount\": 5, \"currency\": \"EUR\"}"), wrongType),
            PoisonCase("a label that is a number", document("x", "\"labels\": {\"a\": 1}"), wrongType),
        ]
        cases += ["\"modelops.job/v2\"", "\"modelops.job/v99999999999999999999\"", "\"modelops.jobs/v1\"", "\"MODELOPS.JOB/V1\"", "\"\"", "7", "null", "{}"].map {
            PoisonCase("a schema that is \($0)", document("x", "\"schema\": \($0)"), .refused("schema_unknown"))
        }
        cases += ["\"stop\"", "\"submit\"", "\"\"", "7", "null", "\"CANCEL\""].map {
            PoisonCase("a command that is \($0)", "{\"schema\": \"modelops.command/v1\", \"command\": \($0), \"job_id\": \"x\"}", .refused("command_unknown"))
        }
        cases.append(PoisonCase("the schema that it is", document("versioned", "\"schema\": \"modelops.job/v1\""), .accepted))
        return cases
    }
}
