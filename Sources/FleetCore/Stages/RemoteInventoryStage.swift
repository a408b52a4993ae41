/// What is to be counted at a provider: input of the steps of an inventory, `inventory` (list what lives there) and `retire` (end one object).
public struct RemoteInventoryInput: Codable, Sendable, Equatable {
    /// The provider's name in the settings.
    public var provider: String
    /// What the objects of this fleet carry.
    public var mark: String
    /// The listing goes on behind this object; nil: from the newest.
    public var after: String?
    /// The object to be ended: step `retire`.
    public var object: String?

    public init(provider: String, mark: String, after: String? = nil, object: String? = nil) {
        self.provider = provider
        self.mark = mark
        self.after = after
        self.object = object
    }
}

/// An object that lives at a provider and carries a fleet's mark.
public struct RemoteObject: Codable, Sendable, Equatable {
    public var id: String
    /// The key of the intent that it was made for; nil where it carries none.
    public var intent: IntentKey?
    /// The provider's own word for its state.
    public var state: String

    public init(id: String, intent: IntentKey?, state: String) {
        self.id = id
        self.intent = intent
        self.state = state
    }
}

/// What `inventory` gives: a bounded part of what lives at the provider.
public struct RemoteListing: Codable, Sendable, Equatable {
    public var objects: [RemoteObject]
    /// Where the next part begins; nil: this was the last.
    public var next: String?

    public init(objects: [RemoteObject], next: String?) {
        self.objects = objects
        self.next = next
    }
}
