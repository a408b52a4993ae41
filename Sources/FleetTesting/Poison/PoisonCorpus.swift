/// Messages that a job topic must survive: valid, invalid, and those about which RFC 8259 leaves the choice to the reader.
/// Made here by rules, so that a rule that is missing can be seen.
public enum PoisonCorpus {
    public static var count: Int { PoisonCategory.allCases.reduce(0) { $0 + $1.cases.count } }

    static let invalid = PoisonCase.Expectation.refused("json_invalid")
    static let notUTF8 = PoisonCase.Expectation.refused("json_not_utf8")
    static let wrongType = PoisonCase.Expectation.refused("wrong_type")

    /// A job document with other members behind its own; the name makes it a document of its own.
    public static func document(_ name: String, _ members: String = "") -> String {
        """
        {"name": "\(name)", "dataset": {"sources": ["file:///data/tickets.jsonl"], "fields": {"prompt": "body", "completion": "queue"}}, \
        "train": {"provider": "local", "base_model": "smollm2-135m-instruct"}\(members.isEmpty ? "" : ", " + members)}
        """
    }

    /// A job document with a raw text where a label's value stands.
    static func labelled(_ name: String, _ raw: String) -> String { document(name, "\"labels\": {\"note\": \(raw)}") }
}
