/// Something that people or machines can read outside of the ledgers: a line of a log, a metric with its labels, an error of the API.
public struct ObservedText: Codable, Sendable, Equatable {
    /// Where it was seen: `log of worker 2`.
    public var place: String
    /// The tenant that could read it; nil where it is for operators.
    public var tenant: String?
    public var text: String

    public init(place: String, tenant: String? = nil, text: String) {
        self.place = place
        self.tenant = tenant
        self.text = text
    }
}
