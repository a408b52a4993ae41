/// Why a row is invalid: the names that quarantine files and reports use.
public enum RowFault: String, Sendable, CaseIterable {
    case invalidJSON = "invalid_json"
    case notUTF8 = "not_utf8"
    case lineTooLong = "line_too_long"
    case invalidCSV = "invalid_csv"
    case missingField = "missing_field"
    case wrongType = "wrong_type"
    case invalidMessages = "invalid_messages"
}
