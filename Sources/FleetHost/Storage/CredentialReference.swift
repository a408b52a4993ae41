import Crypto
import FleetCore
import HTTP
import JSON
import ObjectStorage

/// Where the keys of a storage come from. They are read when they are used, and again when the storage knows them no more: whoever replaces
/// them need not restart anything.
struct CredentialReference: Sendable {
    private enum Origin: Sendable {
        case keys(access: CredentialPlace, secret: CredentialPlace, session: CredentialPlace?)
        /// Keys for an hour, in exchange for the token of a cluster.
        case role(String, token: CredentialPlace, service: String)
    }

    static let fields = [
        "access_key_file", "secret_key_file", "session_token_file", "access_key_variable", "secret_key_variable", "session_token_variable", "role",
        "role_token_file", "token_service",
    ]

    private let origin: Origin
    private let variable: @Sendable (String) -> String?

    /// Without any of its fields, the variables that AWS's own tools read.
    /// - Throws: `FleetError` `setting_invalid` (rejected) that names the key.
    init(
        _ value: JSONValue, region: String, at path: String, variable: @escaping @Sendable (String) -> String? = CredentialPlace.environment
    ) throws {
        self.variable = variable
        func place(_ name: String) throws -> CredentialPlace? {
            switch (value["\(name)_file"]?.string, value["\(name)_variable"]?.string) {
            case (nil, nil): return nil
            case (let file?, nil): return .file(file)
            case (nil, let variable?): return .variable(variable)
            default: throw StorageSettings.invalid("\(path).\(name)_file", "stands beside a variable", "keep one of the two")
            }
        }
        let service = value["token_service"]?.string ?? "https://sts.\(region).amazonaws.com"
        guard service.hasPrefix("https://") else { throw StorageSettings.invalid("\(path).token_service", "is no https address", "https://HOST") }
        let keys = (try place("access_key"), try place("secret_key"), try place("session_token"))
        switch (keys.0, keys.1, value["role"]?.string, value["role_token_file"]?.string) {
        case (nil, nil, nil, nil) where keys.2 == nil:
            if variable("AWS_ACCESS_KEY_ID") == nil, let role = variable("AWS_ROLE_ARN"), let file = variable("AWS_WEB_IDENTITY_TOKEN_FILE") {
                origin = .role(role, token: .file(file), service: service)
            } else {
                let session = variable("AWS_SESSION_TOKEN") == nil ? nil : CredentialPlace.variable("AWS_SESSION_TOKEN")
                origin = .keys(access: .variable("AWS_ACCESS_KEY_ID"), secret: .variable("AWS_SECRET_ACCESS_KEY"), session: session)
            }
        case (let access?, let secret?, nil, nil): origin = .keys(access: access, secret: secret, session: keys.2)
        case (nil, nil, let role?, let file?) where keys.2 == nil: origin = .role(role, token: .file(file), service: service)
        default:
            throw StorageSettings.invalid(
                path, "has one half of a pair of keys, or keys beside a role", "set access_key_file and secret_key_file, or role and role_token_file")
        }
    }

    /// - Parameter http: reaches the token service.
    func source(_ http: any HTTPClient) -> any S3CredentialSource {
        switch origin {
        case .keys(let access, let secret, let session):
            return Keys { [variable] in
                try await Self.apart {
                    AWSCredential(
                        accessKey: try access.read(variable), secretKey: try secret.read(variable),
                        sessionToken: try session.map { try $0.read(variable) })
                }
            }
        case .role(let role, let token, let service):
            return WebIdentityCredential(endpoint: service, role: role, http: http) { [variable] in
                try await Self.apart { try token.read(variable) }
            }
        }
    }

    /// A mounted secret may lie on a disk that hangs.
    private static func apart<Value: Sendable>(_ read: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            DedicatedThread.start("credential") { continuation.resume(with: Result { try read() }) }
        }
    }

    private struct Keys: S3CredentialSource {
        let read: @Sendable () async throws -> AWSCredential

        init(_ read: @escaping @Sendable () async throws -> AWSCredential) { self.read = read }

        func credential() async throws -> AWSCredential { try await read() }
    }
}
