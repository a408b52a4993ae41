import Crypto
import Testing

@Suite struct AWSSignatureTests {
    private func signed(_ sample: AWSSignatureSample, body: String? = nil) -> [(name: String, value: String)] {
        let request = AWSSignature.Request(
            sample.method, host: sample.host, target: sample.target, headers: sample.headers, payload: SHA256.digest(of: body ?? sample.body))
        let credential = AWSCredential(
            accessKey: AWSSignatureSample.accessKey, secretKey: AWSSignatureSample.secretKey, sessionToken: sample.token)
        return AWSSignature(service: sample.service, region: sample.region).headers(for: request, by: credential, at: AWSSignatureSample.time)
    }

    @Test(arguments: AWSSignatureSample.all) func signaturesAreThoseOfAWS(_ sample: AWSSignatureSample) {
        let headers = signed(sample)
        #expect(headers.last?.name == "authorization")
        #expect(headers.last?.value.hasSuffix("Signature=\(sample.signature)") == true)
        #expect(headers.contains { $0.name == "x-amz-content-sha256" } == (sample.service == "s3"))
        #expect(headers.first { $0.name == "x-amz-security-token" }?.value == sample.token)
    }

    @Test func anotherBodyHasAnotherSignature() throws {
        let sample = try #require(AWSSignatureSample.all.first { $0.testDescription == "s3-put-object" })
        #expect(signed(sample, body: "other").last?.value.hasSuffix(sample.signature) == false)
    }

    @Test func aPrintedCredentialShowsNothing() {
        let credential = AWSCredential(accessKey: "AKID", secretKey: "hush", sessionToken: "token")
        var dumped = ""
        dump(credential, to: &dumped)
        for word in ["hush", "token", "AKID"] { #expect(!"\(credential) \(String(reflecting: credential)) \(dumped)".contains(word)) }
    }
}
