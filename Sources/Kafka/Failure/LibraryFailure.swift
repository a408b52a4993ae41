import CRDKafka

/// An error of the library, copied out.
struct LibraryFailure: Sendable, Equatable {
    let code: Int32
    let text: String
    let isFatal: Bool

    init(_ code: rd_kafka_resp_err_t, text: String? = nil, isFatal: Bool = false) {
        self.code = code.rawValue
        self.text = text ?? String(cString: rd_kafka_err2str(code))
        self.isFatal = isFatal || code == RD_KAFKA_RESP_ERR__FATAL
    }

    /// Reads an error object and frees it; nil means success.
    static func take(_ error: OpaquePointer?) -> LibraryFailure? {
        guard let error else { return nil }
        defer { rd_kafka_error_destroy(error) }
        let code = rd_kafka_error_code(error)
        if code == RD_KAFKA_RESP_ERR_NO_ERROR { return nil }
        return LibraryFailure(code, text: String(cString: rd_kafka_error_string(error)), isFatal: rd_kafka_error_is_fatal(error) != 0)
    }
}
