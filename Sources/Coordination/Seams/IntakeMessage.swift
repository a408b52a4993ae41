import FleetCore
import JSON
import JobDocument
import Messaging
import Persistence

/// A record of a job topic, as far as it is understood without the store: read once, before the transaction that applies it, which may run more
/// than once.
public struct IntakeMessage: Sendable {
    /// What a message asks for.
    enum Demand: Sendable {
        case job(JobDocument)
        case command(Command)
    }

    /// What stands in a message that has a body.
    struct Content: Sendable {
        let envelope: Envelope?
        let body: [UInt8]
        /// The sender recognises its message by the key, whatever else was wrong; a key that is none is left out.
        var idempotencyKey: String?
        var labels: JSONObject = [:]
        var isSubmission = false
        /// What is asked for, or why that is refused.
        var demand: Result<Demand, FleetError>
    }

    public let record: Record
    /// Nil: the topic names none.
    let tenant: TenantName?
    /// What the inbox knows it by.
    let identity: String
    /// What it says, or why that cannot be read.
    let content: Result<Content, FleetError>

    /// - Parameters:
    ///   - tenant: whose topic it came from; nil: nobody's.
    ///   - identity: what the inbox knows it by.
    init(_ record: Record, tenant: TenantName?, identity: String, content: Result<Content, FleetError>) {
        self.record = record
        self.tenant = tenant
        self.identity = identity
        self.content = content
    }

    /// The key by which a job of the tenant may be there already.
    var key: TenantKey? {
        guard let tenant, case .success(let read) = content, case .success(.job(let document)) = read.demand else { return nil }
        return document.specification.idempotencyKey.map { TenantKey(tenant: tenant, key: $0) }
    }
}
