import JSON

/// The fields of `dataset`, `sanitize` and `materialize`.
enum DatasetFields {
    static let all = [
        Field("dataset", .object, "The raw data and what its columns mean.", isRequired: true),
        Field(
            "dataset.sources", .list(minimum: 1, maximum: 256), "Where the data lies: URIs, with * for several files; at most 256 files in all.", isRequired: true,
            example: ["file:///data/tickets.jsonl"]),
        Field("dataset.sources[]", .shorthand(member: "uri"), "A URI, or an object where its format or storage must be said."),
        Field("dataset.sources[].uri", .text(.free(2048)), "The place: file, s3 or https.", isRequired: true),
        Field(
            "dataset.sources[].format", .choice(["jsonl", "json", "csv", "markdown"]), "The format; without it the name's ending decides. Each heading of a Markdown file is a row with the columns heading, body, level and title, and `key: value` lines between --- at its beginning are columns of every row."),
        Field("dataset.sources[].storage", .text(.name), "For s3: a storage of the fleet's settings, which holds endpoint and credentials; without it the default one."),
        .later("dataset.version", "A dataset version that exists already, in place of `sources`."),
        Field("dataset.fields", .object, "How a row becomes a question and an answer; without it rows are chat rows with `messages`."),
        Field("dataset.fields.prompt", .text(.free(8192)), "A column, or a template with {column} in it.", isRequired: true, example: "body"),
        Field("dataset.fields.completion", .text(.free(8192)), "A column, or a template with {column} in it.", isRequired: true, example: "queue"),
        Field("dataset.split", .object, "Which share of the rows is kept from training.", fallback: [:]),
        Field(
            "dataset.split.validation", .number(least: 0, most: 1, includesMost: false), "The share that training watches itself on.",
            fallback: 0.1),
        Field("dataset.split.test", .number(least: 0, most: 1, includesMost: false), "The share that the evaluation uses.", fallback: 0.1),
        Field("dataset.split.seed", .integer(0...Int64.max), "The same seed gives the same split.", fallback: 0),
        Field(
            "dataset.split.group_by", .text(.free(256)), "A column: rows with the same value stay in the same part.", example: "customer_id"),
        Field("dataset.datasheet", .object, "What is claimed about the data; the claims are checked against it."),
        Field("dataset.datasheet.source", .text(.free(1024)), "Where the data comes from.", isRequired: true, example: "helpdesk"),
        Field("dataset.datasheet.license", .text(.free(256)), "The licence it may be used under.", isRequired: true, example: "proprietary"),
        Field(
            "dataset.datasheet.redaction", .choice(["none", "pii_removed"]), "Whether personal data was removed before.", isRequired: true,
            example: "pii_removed"),
        Field("dataset.datasheet.description", .text(.free(4096)), "More, for a person."),

        Field("sanitize", .stage, "Cleaning of the raw rows. With false nothing is removed, and the evidence card says so.", fallback: [:]),
        Field(
            "sanitize.strip_keys", .list(minimum: 0, maximum: 256), "Columns that are thrown away, nested ones with dots.",
            fallback: [], example: ["customer_id"]),
        Field("sanitize.strip_keys[]", .text(.free(256)), "A column."),
        Field("sanitize.length", .object, "Drops rows that are too long."),
        Field(
            "sanitize.length.max", .integer(1...10_000_000), "The most that question and answer may have together.", isRequired: true, example: 4000),
        Field(
            "sanitize.length.unit", .choice(["characters", "tokens", "bytes"]), "What is counted.", fallback: "characters"),
        Field(
            "sanitize.max_invalid", .share, "The share of unreadable rows above which the job ends as rejected.", fallback: 0.01),
        Field("sanitize.pii", .object, "What happens to personal data and secrets.", fallback: [:]),
        Field(
            "sanitize.pii.action", .choice(["redact", "drop", "keep"], later: ["pseudonymize", "mask", "hash"]),
            "redact replaces each place, drop removes the row, keep leaves it as it is.", fallback: "redact"),
        .later("sanitize.pii.entities", "Another action for one kind of personal data."),
        Field("sanitize.remove_duplicates", .truth, "Whether exact duplicates are removed.", fallback: true),

        Field("materialize", .stage, "Features of the rows, offline and online. Absent: none."),
        Field(
            "materialize.views", .list(minimum: 1, maximum: 32), "Feature views by name.", fallback: ["text_stats"]),
        Field("materialize.views[]", .choice(["text_stats"]), "A feature view."),
        Field("materialize.embeddings", .object, "An embedding per row from a provider."),
        Field("materialize.embeddings.provider", .text(.name), "A provider of the fleet's settings.", isRequired: true, example: "openai-eu"),
        Field("materialize.embeddings.model", .text(.free(256)), "The embedding model's name there.", isRequired: true),
    ]
}
