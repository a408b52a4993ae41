import Crypto
import FleetCore
import Foundation
import HTTP
import Synchronization

/// Speaks to one service: signs, tries again what may be tried again, and gives up within bounds.
public final class S3Client: Sendable {
    private struct State {
        var credential: AWSCredential?
        /// How far the service's clock is ahead of ours.
        var skew: Duration = .zero
    }

    public let limits: S3Limits
    private let endpoint: S3Endpoint
    private let signature: AWSSignature
    private let credentials: any S3CredentialSource
    private let http: any HTTPClient
    private let clock: any FleetClock
    private let random: any RandomSource
    private let state = Mutex(State())

    /// - Parameter http: may reach private addresses, since the settings name the endpoint and no job does.
    public init(
        endpoint: S3Endpoint, credentials: any S3CredentialSource, http: any HTTPClient, clock: any FleetClock, random: any RandomSource,
        limits: S3Limits = S3Limits()
    ) {
        self.endpoint = endpoint
        self.credentials = credentials
        self.http = http
        self.clock = clock
        self.random = random
        self.limits = limits
        signature = AWSSignature(service: "s3", region: endpoint.region)
    }

    /// Sends a request, again where that may help, and reads the answer whole.
    /// - Throws: `FleetError` as `S3Failure` says; after the last try of what may pass `store_unavailable` (transient).
    func send(_ request: S3Request, atMost limit: Int = 1 << 20) async throws -> ClientResponse {
        try await retrying(request.shown) { left in
            let response = try await self.http.send(try await self.signed(request, within: left, atMost: limit))
            let isFalse = request.maySucceedFalsely && response.status == 200 && S3Document(response.body)?.name == "Error"
            if (200...299).contains(response.status) && !isFalse || request.expected.contains(response.status) { return response }
            throw try await self.refusal(request, isFalse ? 500 : response.status, response.headers, response.body)
        }
    }

    /// Sends a request once, and hands over the answer's body as it comes, where it is a success.
    func open(_ request: S3Request, within left: Duration, atMost limit: Int) async throws -> any ClientStream {
        let stream = try await http.stream(try await signed(request, within: left, atMost: limit))
        if (200...299).contains(stream.status) { return stream }
        let body = await Self.beginning(of: stream)
        try Task.checkCancellation()
        throw try await refusal(request, stream.status, stream.headers, body)
    }

    /// What a refusal says; where that breaks off, its status says enough.
    private static func beginning(of stream: any ClientStream) async -> [UInt8] {
        var body: [UInt8] = []
        while body.count < 64 << 10, let piece = try? await stream.next() { body += piece }
        await stream.close()
        return body
    }

    /// Runs `body` until it succeeds, fails for good, or has failed too often or for too long.
    /// - Parameter body: gets the time that is left.
    func retrying<Value>(_ what: String, _ body: (Duration) async throws -> Value) async throws -> Value {
        let deadline = clock.now() + limits.operationTimeout
        var failures = 0
        while true {
            do { return try await body(deadline - clock.now()) } catch let error as FleetError
                where [.transient, .throttled].contains(error.disposition)
            {
                failures += 1
                // The same moment for everybody would be the next overload.
                let pause = max(limits.retry.delay(afterFailure: failures, jitter: random.fraction()), error.retryAfter ?? .zero)
                guard failures < limits.retry.maximumFailures, clock.now() + pause < deadline else {
                    throw FleetError(
                        "store_unavailable", .transient, "\(what): given up after \(failures) tries (\(error.message))", hint: error.hint)
                }
                try await clock.sleep(for: pause)
            }
        }
    }

    private func signed(_ request: S3Request, within left: Duration, atMost limit: Int) async throws -> ClientRequest {
        let host = endpoint.host(of: request.bucket)
        let query = request.query.map { "\(PercentEncoding.encode($0.name))=\(PercentEncoding.encode($0.value))" }.joined(separator: "&")
        let target = endpoint.path(of: request.bucket, key: request.key) + (query.isEmpty ? "" : "?" + query)
        let payload = SHA256.digest(of: request.body)
        let toSign = AWSSignature.Request(request.method, host: host, target: target, headers: request.headers, payload: payload)
        let time = clock.wallTime().advanced(by: state.withLock { $0.skew })
        let added = signature.headers(for: toSign, by: try await credential(), at: Self.text(time))
        return ClientRequest(
            request.method, endpoint.url(host: host, target: target),
            headers: request.headers + added + [("accept-encoding", "identity")],
            body: request.body.isEmpty ? .none : .bytes(request.body, type: "application/octet-stream"),
            totalTimeout: min(limits.requestTimeout, max(left, .milliseconds(1))), idleTimeout: limits.idleTimeout, maximumResponseBytes: limit)
    }

    private func credential() async throws -> AWSCredential {
        if let known = state.withLock({ $0.credential }) { return known }
        let read = try await credentials.credential()
        state.withLock { $0.credential = read }
        return read
    }

    /// The error of a refusal; transient where the next try has another key or another time.
    private func refusal(
        _ request: S3Request, _ status: Int, _ headers: [(name: String, value: String)], _ body: [UInt8]
    ) async throws -> FleetError {
        let failure = S3Failure(status: status, headers: headers, body: body)
        guard failure.concernsCredential || failure.code == "RequestTimeTooSkewed" else { return failure.error(for: request) }
        if hasLearnedTime(headers) {
            return FleetError(
                "store_unavailable", .transient, "\(request.shown): the clocks of the storage and of this machine differ by minutes",
                hint: "set this machine's clock")
        }
        guard failure.concernsCredential else { return failure.error(for: request) }
        // Keys are replaced while the process runs: those in use may have been revoked a moment ago.
        let used = state.withLock { $0.credential }
        let read = try await credentials.credential()
        guard read != used else { return failure.error(for: request) }
        state.withLock { $0.credential = read }
        return FleetError("store_unavailable", .transient, "\(request.shown): the storage's keys were replaced")
    }

    /// Takes over the time of the service, where ours is too far off for its signatures.
    private func hasLearnedTime(_ headers: [(name: String, value: String)]) -> Bool {
        guard let text = headers.first(where: { $0.name == "date" })?.value, let there = Self.date(text) else { return false }
        let here = clock.wallTime()
        let skew = Duration.milliseconds(there.milliseconds - here.milliseconds)
        return state.withLock { state in
            let change = skew - state.skew
            guard change > .seconds(240) || change < .seconds(-240) else { return false }
            state.skew = skew
            return true
        }
    }

    /// `20261121T123456Z`.
    static func text(_ time: Timestamp) -> String { String(time.description.prefix(19).filter { $0 != "-" && $0 != ":" }) + "Z" }

    /// `Sat, 21 Nov 2026 12:34:56 GMT`.
    static func date(_ text: String) -> Timestamp? {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(secondsFromGMT: 0)
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        return formatter.date(from: text).map { Timestamp(milliseconds: Int64($0.timeIntervalSince1970 * 1000)) }
    }
}
