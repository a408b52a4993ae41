/// Names of the headers of a CloudEvent in binary mode.
enum EnvelopeHeader {
    static let prefix = "ce_"
    static let contentType = "content-type"
    static let traceparent = "traceparent"
}
