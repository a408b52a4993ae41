import Crypto
import FleetCore
import HTTP

/// Keys for an hour in exchange for a token that the cluster puts into a file: nobody hands out keys that last.
///
/// This is AWS's AssumeRoleWithWebIdentity. The storage says when the keys have run out, and they are exchanged anew.
public struct WebIdentityCredential: S3CredentialSource {
    private let endpoint: String
    private let role: String
    private let token: @Sendable () async throws -> String
    private let http: any HTTPClient

    /// - Parameters:
    ///   - endpoint: of the token service, such as `https://sts.eu-central-1.amazonaws.com`.
    ///   - role: as AWS names it.
    ///   - token: reads the file, which the cluster replaces.
    public init(endpoint: String, role: String, http: any HTTPClient, token: @escaping @Sendable () async throws -> String) {
        self.endpoint = endpoint
        self.role = role
        self.token = token
        self.http = http
    }

    public func credential() async throws -> AWSCredential {
        let fields = [
            ("Action", "AssumeRoleWithWebIdentity"), ("Version", "2011-06-15"), ("RoleArn", role), ("RoleSessionName", "modelops"),
            ("DurationSeconds", "3600"), ("WebIdentityToken", try await token()),
        ]
        let form = fields.map { "\($0.0)=\(PercentEncoding.encode($0.1))" }.joined(separator: "&")
        let answer = try await http.send(
            ClientRequest(
                "POST", endpoint + "/", body: .bytes(Array(form.utf8), type: "application/x-www-form-urlencoded"), totalTimeout: .seconds(20),
                maximumResponseBytes: 64 << 10))
        guard answer.status == 200 else {
            let isPassing = answer.status == 429 || answer.status >= 500
            throw FleetError(
                "credential_missing", isPassing ? .transient : .permanent, "\(endpoint) gives no keys for the role (\(answer.status))",
                hint: "check the role's trust, and that the token's file is the cluster's")
        }
        let keys = S3Document(answer.body)?.child("AssumeRoleWithWebIdentityResult")?.child("Credentials")
        guard let access = keys?.text(of: "AccessKeyId"), let secret = keys?.text(of: "SecretAccessKey"), let session = keys?.text(of: "SessionToken")
        else {
            throw FleetError("credential_missing", .permanent, "\(endpoint) answers without keys", hint: "check the address of the token service")
        }
        return AWSCredential(accessKey: access, secretKey: secret, sessionToken: session)
    }
}
