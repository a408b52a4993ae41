import JSON

/// The command document: `modelops.command/v1`.
public enum CommandFields {
    public static let table = FieldTable(
        schema: "modelops.command/v1", title: "command", documentation: "Something to be done about a job or a model.",
        fields: [
            Field("schema", .text(.free(64)), "The version of this document's form.", fallback: "modelops.command/v1"),
            Field(
                "command", .choice(Command.Verb.allCases.map(\.rawValue)), "What is to be done.", isRequired: true, example: "cancel"),
            Field("job_id", .text(.free(64)), "The job, for cancel, pause and resume."),
            Field("idempotency_key", .text(.free(200)), "The key that the job was submitted with, in place of `job_id`."),
            Field("tenant", .text(.name), "Only asserts whose job this is; the topic or the key decides."),
            Field("model", .text(.free(128)), "The model: NAME@VERSION for promote, NAME for rollback."),
            Field("alias", .text(.name), "The alias to move.", fallback: "production"),
            Field("force", .truth, "Promotes although gates did not pass; needs a reason.", fallback: false),
            Field("reason", .text(.free(1024)), "Why, for the history."),
        ])
}
