/// One property of librdkafka.
struct ClientProperty {
    let name: String
    let value: String
    let isSecret: Bool

    init(_ name: String, _ value: String, isSecret: Bool = false) {
        self.name = name
        self.value = value
        self.isSecret = isSecret
    }

    /// Whether a property that a person named may hold a secret.
    static func soundsSecret(_ name: String) -> Bool {
        let lowered = name.lowercased()
        return ["password", "secret", "pem", "sasl.oauthbearer.config", "sasl.jaas", "token"].contains { lowered.contains($0) }
    }
}
