import FleetCore

/// The errors of reading and writing messages; none of them quotes a value of the message, because it may be private.
public enum EnvelopeFault {
    /// More headers, or longer ones, than are read (`rejected`).
    public static let headersTooLarge: FleetError.Code = "envelope_headers_too_large"
    /// A header of the envelope stands twice (`rejected`).
    public static let headerDuplicateCode: FleetError.Code = "envelope_header_duplicate"
    /// A required attribute is not there (`rejected`).
    public static let attributeMissingCode: FleetError.Code = "envelope_attribute_missing"
    /// An attribute is malformed (`rejected`).
    public static let attributeInvalidCode: FleetError.Code = "envelope_attribute_invalid"
    /// A CloudEvents version, or a content type, that this release cannot read (`rejected`).
    public static let unsupportedCode: FleetError.Code = "envelope_unsupported"
    /// The body has more bytes than are read or written (`rejected` when read, `permanent` when written).
    public static let bodyTooLargeCode: FleetError.Code = "envelope_body_too_large"
    /// A bare body on a topic where messages need an envelope (`rejected`).
    public static let bareRefusedCode: FleetError.Code = "envelope_missing"
    /// The message is of another type than its reader expects (`rejected`).
    public static let typeUnexpectedCode: FleetError.Code = "envelope_type_unexpected"
    /// The record has no value (`rejected`).
    public static let tombstoneCode: FleetError.Code = "envelope_tombstone"

    static func tooManyHeaders(_ reason: String) -> FleetError {
        FleetError(headersTooLarge, .rejected, "the record's headers are refused: \(reason)", hint: "put data into the body")
    }

    static func headerDuplicate(_ name: String) -> FleetError {
        FleetError(headerDuplicateCode, .rejected, "the header \(name) stands twice", hint: "send it once")
    }

    static func attributeMissing(_ name: String) -> FleetError {
        FleetError(
            attributeMissingCode, .rejected, "the CloudEvents attribute \(name) is not there",
            hint: "send ce_id, ce_source, ce_type and ce_specversion, or no ce_ header at all")
    }

    static func attributeInvalid(_ name: String, _ reason: String) -> FleetError {
        FleetError(attributeInvalidCode, .rejected, "the attribute \(name) \(reason)")
    }

    static func unsupported(_ what: String, hint: String) -> FleetError { FleetError(unsupportedCode, .rejected, what, hint: hint) }

    static func bodyTooLarge(_ count: Int, limit: Int, _ disposition: Disposition) -> FleetError {
        FleetError(
            bodyTooLargeCode, disposition, "the body has \(count) bytes, at most \(limit) travel in a message",
            hint: "write the data as an artifact and name it")
    }
}
