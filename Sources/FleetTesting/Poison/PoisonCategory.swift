/// Kinds of messages that could do harm, after the parts of RFC 8259 and of what carries it.
public enum PoisonCategory: String, Sendable, CaseIterable, CustomStringConvertible {
    case numbers, literals, strings, structure, encodings, duplicates, limits, documents, whitespace, headers

    public var description: String { rawValue }

    public var cases: [PoisonCase] {
        switch self {
        case .numbers: PoisonCorpus.numbers
        case .literals: PoisonCorpus.literals
        case .strings: PoisonCorpus.strings
        case .structure: PoisonCorpus.structure
        case .encodings: PoisonCorpus.encodings
        case .duplicates: PoisonCorpus.duplicates
        case .limits: PoisonCorpus.limits
        case .documents: PoisonCorpus.documents
        case .whitespace: PoisonCorpus.whitespace
        case .headers: PoisonCorpus.headers
        }
    }
}
