/// An OpenAI-compatible endpoint.
public struct OpenAISettings: Sendable {
    /// The name in the settings and in reports.
    public var name: String
    /// With the version, without a slash at the end, such as `https://api.openai.com/v1`.
    public var baseURL: String
    /// Empty where the endpoint needs none. A secret: never logged.
    public var key: String
    /// Objects are marked with the intent's key under this name.
    public var metadataName: String
    /// And with the mark of the fleet that made them under this one.
    public var fleetMetadataName = "modelops_fleet"
    public var timeout: Duration
    /// Uploads take longer.
    public var uploadTimeout: Duration

    public init(
        name: String, baseURL: String, key: String, metadataName: String = "modelops_intent", timeout: Duration = .seconds(60),
        uploadTimeout: Duration = .seconds(1800)
    ) {
        self.name = name
        self.baseURL = baseURL.hasSuffix("/") ? String(baseURL.dropLast()) : baseURL
        self.key = key
        self.metadataName = metadataName
        self.timeout = timeout
        self.uploadTimeout = uploadTimeout
    }
}
