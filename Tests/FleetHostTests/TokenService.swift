import FleetCore
import Foundation
import HTTP

/// Answers as AWS's token service does, to one role and one token.
struct TokenService: HTTPClient {
    func send(_ request: ClientRequest) async throws -> ClientResponse {
        var text = ""
        if case .bytes(let bytes, _) = request.body { text = String(decoding: bytes, as: UTF8.self) }
        let isRight =
            request.url == "https://sts.eu-central-1.amazonaws.com/" && text.contains("RoleArn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Ffleet")
            && text.contains("WebIdentityToken=cluster-token")
        let keys = "<AccessKeyId>AK</AccessKeyId><SecretAccessKey>SK</SecretAccessKey><SessionToken>ST</SessionToken>"
        let answer = """
            <AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleWithWebIdentityResult>
            <Credentials>\(keys)</Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>
            """
        return ClientResponse(status: isRight ? 200 : 403, headers: [], body: Array(answer.utf8))
    }

    func stream(_ request: ClientRequest) async throws -> any ClientStream { throw FleetError("unused", .bug, "nothing is streamed here") }

    static func temporaryFile() throws -> String { NSTemporaryDirectory() + "modelops-token-\(ProcessInfo.processInfo.globallyUniqueString)" }
}
