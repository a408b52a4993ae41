import Crypto
import FleetCore
import Foundation
import JSON
import ObjectStorage

/// Where the keys of a storage stand: in files, such as a mounted secret, or in variables. They are read when they are used, and again when the
/// storage knows them no more: whoever replaces them need not restart anything.
struct CredentialReference: S3CredentialSource {
    private enum Place: Sendable {
        case file(String)
        case variable(String)
    }

    private let accessKey: Place
    private let secretKey: Place
    private let sessionToken: Place?
    private let variable: @Sendable (String) -> String?

    /// Without any of its fields, the variables that AWS's own tools read.
    /// - Throws: `FleetError` `setting_invalid` (rejected) that names the key.
    init(_ value: JSONValue, at path: String, variable: @escaping @Sendable (String) -> String? = { ProcessInfo.processInfo.environment[$0] }) throws
    {
        func place(_ name: String) throws -> Place? {
            switch (value["\(name)_file"]?.string, value["\(name)_variable"]?.string) {
            case (nil, nil): return nil
            case (let file?, nil): return .file(file)
            case (nil, let variable?): return .variable(variable)
            default: throw StorageSettings.invalid("\(path).\(name)_file", "stands beside a variable", "keep one of the two")
            }
        }
        self.variable = variable
        let read = (try place("access_key"), try place("secret_key"), try place("session_token"))
        switch read {
        case (nil, nil, nil):
            accessKey = .variable("AWS_ACCESS_KEY_ID")
            secretKey = .variable("AWS_SECRET_ACCESS_KEY")
            sessionToken = .variable("AWS_SESSION_TOKEN")
        case (let access?, let secret?, let token):
            accessKey = access
            secretKey = secret
            sessionToken = token
        default: throw StorageSettings.invalid(path, "has one half of a pair of keys", "set access_key_file and secret_key_file")
        }
    }

    func credential() async throws -> AWSCredential {
        // A mounted secret may lie on a disk that hangs.
        try await withCheckedThrowingContinuation { continuation in
            DedicatedThread.start("credential") { continuation.resume(with: Result { try read() }) }
        }
    }

    private func read() throws -> AWSCredential {
        guard let access = try read(accessKey), let secret = try read(secretKey) else {
            throw FleetError(
                "credential_missing", .permanent, "the keys of a storage are not there", hint: "fill the files or variables that storage.stores names"
            )
        }
        return AWSCredential(accessKey: access, secretKey: secret, sessionToken: try sessionToken.flatMap(read))
    }

    private func read(_ place: Place) throws -> String? {
        let text: String?
        switch place {
        case .file(let path): text = String(decoding: try SettingsFile.read(path, atMost: 16 << 10), as: UTF8.self).trimmingNewlines
        case .variable(let name): text = variable(name)
        }
        guard let text, !text.isEmpty else { return nil }
        // It goes into the head of a request.
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw FleetError(
                "credential_missing", .permanent, "a key of a storage has blanks or control characters in it", hint: "one line, without quotes")
        }
        return text
    }
}
