import FleetCore
import JSON

/// Calls an OpenAI-compatible endpoint: paths, credentials, errors.
struct OpenAIEndpoint: Sendable {
    let settings: OpenAISettings
    let transport: any ProviderTransport
    let clock: any FleetClock

    /// Calls and reads the JSON object that a success answers with.
    func json(
        _ method: String, _ path: String, query: [(String, String)] = [], body: ProviderRequest.Body = .none, attempt: String
    ) async throws -> JSONValue {
        let response = try await send(method, path, query: query, body: body, attempt: attempt)
        guard (200..<300).contains(response.status) else {
            throw OpenAIFailure.error(response, attempt: attempt, provider: settings.name, now: clock.wallTime())
        }
        return try object(response, attempt: attempt)
    }

    /// Calls; any status is an answer.
    func send(
        _ method: String, _ path: String, query: [(String, String)] = [], body: ProviderRequest.Body = .none, attempt: String
    ) async throws -> ProviderResponse {
        var url = settings.baseURL + path
        if !query.isEmpty { url += "?" + query.map { Self.escaped($0.0) + "=" + Self.escaped($0.1) }.joined(separator: "&") }
        var headers = ["accept": "application/json"]
        if !settings.key.isEmpty { headers["authorization"] = "Bearer \(settings.key)" }
        var timeout = settings.timeout
        switch body {
        case .json: headers["content-type"] = "application/json"
        case .upload: timeout = settings.uploadTimeout
        case .none: break
        }
        do {
            return try await transport.send(ProviderRequest(method: method, url: url, headers: headers, body: body, timeout: timeout))
        } catch let error as FleetError { throw error.during(attempt) }
    }

    func object(_ response: ProviderResponse, attempt: String) throws -> JSONValue {
        let limits = JSONLimits(maximumBytes: 4 * 1024 * 1024, maximumDepth: 64)
        guard let value = try? JSONReader.parse(response.body, limits: limits), value.object != nil else { throw malformed(attempt) }
        return value
    }

    func malformed(_ attempt: String) -> FleetError {
        FleetError(
            ProviderFailure.answerMalformed, .transient, "\(attempt): \(settings.name) answered with something that cannot be read",
            hint: "check that the base URL is an OpenAI-compatible endpoint")
    }

    /// A part of a path that came from outside: an id is never a way to another path.
    static func escaped(_ text: String) -> String {
        var output = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "~"):
                output.append(Character(UnicodeScalar(byte)))
            case UInt8(ascii: "."): output += text == "." || text == ".." ? "%2E" : "."
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                output += "%" + (digits.count < 2 ? "0" : "") + digits
            }
        }
        return output
    }
}
