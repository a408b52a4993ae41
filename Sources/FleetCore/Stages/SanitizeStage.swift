/// What is to be done to raw data: the job document's `dataset` and `sanitize`, defaults filled in.
public struct SanitizationPlan: Codable, Sendable, Equatable {
    public struct Source: Codable, Sendable, Equatable {
        public var uri: String
        /// `jsonl`, `json`, `csv`, `markdown`; nil: by the name's ending.
        public var format: String?
        /// A storage of the fleet's settings; nil: what the URI's scheme says.
        public var storage: String?

        public init(uri: String, format: String? = nil, storage: String? = nil) {
            self.uri = uri
            self.format = format
            self.storage = storage
        }
    }

    /// How a row becomes a chat turn: each a column name, or a template with `{column}` in it.
    public struct Fields: Codable, Sendable, Equatable {
        public var prompt: String
        public var completion: String

        public init(prompt: String, completion: String) {
            self.prompt = prompt
            self.completion = completion
        }
    }

    public struct Length: Codable, Sendable, Equatable {
        public enum Unit: String, Codable, Sendable, CaseIterable { case characters, tokens, bytes }
        public var max: Int
        public var unit: Unit

        public init(max: Int, unit: Unit) {
            self.max = max
            self.unit = unit
        }
    }

    public struct SplitShares: Codable, Sendable, Equatable {
        /// Shares of the rows in 0..<1; the rest is training.
        public var validation: Double
        public var test: Double
        public var seed: UInt64
        /// A column: rows with the same value stay together.
        public var groupBy: String?

        public init(validation: Double = 0.1, test: Double = 0.1, seed: UInt64 = 0, groupBy: String? = nil) {
            self.validation = validation
            self.test = test
            self.seed = seed
            self.groupBy = groupBy
        }

        enum CodingKeys: String, CodingKey {
            case validation, test, seed
            case groupBy = "group_by"
        }
    }

    public enum PIIAction: String, Codable, Sendable, CaseIterable { case redact, drop, keep }

    public var sources: [Source]
    public var fields: Fields?
    public var split: SplitShares
    public var stripKeys: [String]
    public var length: Length?
    /// The share of invalid rows in 0...1 above which the stage fails.
    public var maximumInvalid: Double
    public var pii: PIIAction
    public var removeDuplicates: Bool

    public init(
        sources: [Source], fields: Fields?, split: SplitShares = SplitShares(), stripKeys: [String] = [], length: Length? = nil,
        maximumInvalid: Double = 0.01, pii: PIIAction = .redact, removeDuplicates: Bool = true
    ) {
        self.sources = sources
        self.fields = fields
        self.split = split
        self.stripKeys = stripKeys
        self.length = length
        self.maximumInvalid = maximumInvalid
        self.pii = pii
        self.removeDuplicates = removeDuplicates
    }

    enum CodingKeys: String, CodingKey {
        case sources, fields, split, length, pii
        case stripKeys = "strip_keys"
        case maximumInvalid = "max_invalid"
        case removeDuplicates = "remove_duplicates"
    }
}

/// Counts only: nothing of the data itself.
public struct SanitizationCounts: Codable, Sendable, Equatable {
    public var read = 0
    public var kept = 0
    /// By reason: `invalid_json`, `missing_field`, `too_long`, `empty`, `duplicate`, `pii_dropped`.
    public var dropped: [String: Int] = [:]
    /// Replaced places by entity: `email`, `phone`, `card`, `iban`, `national_id`, `ip`, `secret`.
    public var redacted: [String: Int] = [:]
    /// Rows that held at least one replaced place.
    public var rowsWithPII = 0

    public init() {}

    public static func + (left: SanitizationCounts, right: SanitizationCounts) -> SanitizationCounts {
        var sum = left
        sum.read += right.read
        sum.kept += right.kept
        sum.rowsWithPII += right.rowsWithPII
        sum.dropped.merge(right.dropped, uniquingKeysWith: +)
        sum.redacted.merge(right.redacted, uniquingKeysWith: +)
        return sum
    }

    enum CodingKeys: String, CodingKey {
        case read, kept, dropped, redacted
        case rowsWithPII = "rows_with_pii"
    }
}

/// Step `plan`: lists the sources and cuts them into shards, each of which becomes a task of step `shard`.
public struct SanitizePlanInput: Codable, Sendable, Equatable {
    public var plan: SanitizationPlan
    /// The size of a shard in bytes.
    public var shardBytes: Int64

    public init(plan: SanitizationPlan, shardBytes: Int64) {
        self.plan = plan
        self.shardBytes = shardBytes
    }

    enum CodingKeys: String, CodingKey {
        case plan
        case shardBytes = "shard_bytes"
    }
}

/// Step `shard`: one part of one source.
public struct SanitizeShardInput: Codable, Sendable, Equatable {
    public var plan: SanitizationPlan
    public var source: SanitizationPlan.Source
    /// The bytes of the source whose rows begin in here: `from` ..< `to`.
    public var from: Int64
    public var to: Int64
    /// The source's size and digest or entity tag when it was planned; another one later is `source_changed`.
    public var sourceBytes: Int64
    public var sourceVersion: String
    /// The place of this shard among all, from 0.
    public var index: Int

    public init(
        plan: SanitizationPlan, source: SanitizationPlan.Source, from: Int64, to: Int64, sourceBytes: Int64, sourceVersion: String, index: Int
    ) {
        self.plan = plan
        self.source = source
        self.from = from
        self.to = to
        self.sourceBytes = sourceBytes
        self.sourceVersion = sourceVersion
        self.index = index
    }

    enum CodingKeys: String, CodingKey {
        case plan, source, from, to, index
        case sourceBytes = "source_bytes"
        case sourceVersion = "source_version"
    }
}

/// What a shard gave.
public struct SanitizeShardOutput: Codable, Sendable, Equatable {
    public var index: Int
    /// Clean rows with what `merge` needs to deduplicate and split them.
    public var rows: ArtifactReference?
    /// Line numbers and reasons of the refused rows, with their raw bytes: readable by the owner of the data only.
    public var quarantine: ArtifactReference?
    public var counts: SanitizationCounts
    /// Of the first row that lacked a column.
    public var missing: MissingColumn?

    public init(
        index: Int, rows: ArtifactReference?, quarantine: ArtifactReference?, counts: SanitizationCounts, missing: MissingColumn? = nil
    ) {
        self.missing = missing
        self.index = index
        self.rows = rows
        self.quarantine = quarantine
        self.counts = counts
    }
}

/// Step `merge`: removes duplicates across shards, splits, writes the manifest.
public struct SanitizeMergeInput: Codable, Sendable, Equatable {
    public var plan: SanitizationPlan
    public var shards: [SanitizeShardOutput]

    public init(plan: SanitizationPlan, shards: [SanitizeShardOutput]) {
        self.plan = plan
        self.shards = shards
    }
}

/// What the stage gave.
public struct SanitizeOutput: Codable, Sendable, Equatable {
    public var dataset: DatasetVersion
    public var counts: SanitizationCounts
    /// The report: counts only.
    public var report: ArtifactReference
    public var quarantine: [ArtifactReference]

    public init(dataset: DatasetVersion, counts: SanitizationCounts, report: ArtifactReference, quarantine: [ArtifactReference]) {
        self.dataset = dataset
        self.counts = counts
        self.report = report
        self.quarantine = quarantine
    }
}
