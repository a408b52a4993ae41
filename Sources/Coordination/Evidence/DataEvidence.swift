import FleetCore
import JobDocument

/// What the data was, and what was done to it: counts only.
public struct DataEvidence: Codable, Sendable, Equatable {
    /// A datasheet's claim beside what was found.
    public struct Claim: Codable, Sendable, Equatable {
        public var statement: String
        public var holds: Bool
        public var finding: String
    }

    public var datasetVersion: String
    /// The rows themselves, so that anybody who may read them can check what is said here.
    public var files: DatasetVersion
    public var trainRows: Int
    public var validationRows: Int
    public var testRows: Int
    public var counts: SanitizationCounts
    /// Files with refused rows, for the owner of the data.
    public var quarantine: [ArtifactReference]
    public var claims: [Claim]

    init(_ output: SanitizeOutput, datasheet: DatasetSettings.Datasheet?) {
        datasetVersion = output.dataset.id
        files = output.dataset
        trainRows = output.dataset.train.rows
        validationRows = output.dataset.validation.rows
        testRows = output.dataset.test.rows
        counts = output.counts
        quarantine = output.quarantine
        claims = []
        if datasheet?.redaction == "pii_removed" {
            let found = output.counts.redacted.values.reduce(0, +) + output.counts.dropped["pii_dropped", default: 0]
            claims.append(
                Claim(
                    statement: "the datasheet says that personal data was removed before", holds: found == 0,
                    finding: found == 0
                        ? "the scan found none" : "the scan found \(found) places in \(output.counts.rowsWithPII) rows"))
        }
    }

    enum CodingKeys: String, CodingKey {
        case counts, files, quarantine, claims
        case datasetVersion = "dataset_version"
        case trainRows = "train_rows"
        case validationRows = "validation_rows"
        case testRows = "test_rows"
    }
}
