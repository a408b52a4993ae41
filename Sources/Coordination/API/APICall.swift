import FleetCore
import HTTP
import JSON

/// One call: who asks, and for what.
struct APICall: Sendable {
    let request: HTTPRequest
    let tenant: TenantName
    let actor: String
    let isAdministrator: Bool

    init(_ request: HTTPRequest) throws {
        guard let principal = request.principal else { throw FleetError("unauthenticated", .rejected, "nobody is known to ask") }
        self.request = request
        tenant = TenantName(principal.tenant)
        actor = "key \(principal.name)"
        isAdministrator = principal.roles.contains(APIRole.admin.rawValue)
    }

    func job() throws -> JobID { JobID(try request.parameter("id")) }

    /// A whole number of the query in a range.
    func number(_ name: String, _ fallback: Int, in range: ClosedRange<Int>) throws -> Int {
        guard let text = request.query[name] else { return fallback }
        guard let number = Int(text), range.contains(number) else {
            throw FleetError("out_of_range", .rejected, "expected a whole number from \(range.lowerBound) to \(range.upperBound)", path: name)
        }
        return number
    }

    /// The body as an object; none is an empty one.
    func body() throws -> JSONObject {
        guard !request.body.isEmpty else { return [:] }
        guard let object = try request.json().object else { throw FleetError("wrong_type", .rejected, "expected an object as the body") }
        return object
    }

    /// A text member of the body.
    func text(_ name: String, in body: JSONObject) throws -> String? {
        guard let value = body[name], !value.isNull else { return nil }
        guard let text = value.string, text.utf8.count <= 1024 else {
            throw FleetError("wrong_type", .rejected, "expected a text of at most 1024 bytes", path: name)
        }
        return text
    }
}
