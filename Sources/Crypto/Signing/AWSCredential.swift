/// Access keys of a service that speaks AWS's Signature Version 4.
public struct AWSCredential: Sendable, Equatable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Names the key; travels in the clear.
    public let accessKey: String
    /// Signs; never leaves the process.
    let secretKey: String
    /// Of keys that expire; travels in a header.
    public let sessionToken: String?

    public init(accessKey: String, secretKey: String, sessionToken: String? = nil) {
        self.accessKey = accessKey
        self.secretKey = secretKey
        self.sessionToken = sessionToken
    }

    // Whoever prints one by mistake shows nothing.
    public var description: String { "AWSCredential(...)" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
