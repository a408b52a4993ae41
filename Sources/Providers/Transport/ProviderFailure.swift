import FleetCore

/// The failures that every provider reports in the same way.
public enum ProviderFailure {
    /// The request certainly never left (`transient`).
    public static let notSent: FleetError.Code = "provider_not_sent"
    /// It may have arrived; no answer says so (`transient`).
    public static let noAnswer: FleetError.Code = "provider_no_answer"
    /// Too many requests: honour the delay (`throttled`).
    public static let throttled: FleetError.Code = "provider_throttled"
    /// No money, no quota: a person must act (`permanent`).
    public static let quotaExceeded: FleetError.Code = "provider_quota_exceeded"
    /// The credentials are refused (`permanent`).
    public static let notAuthorised: FleetError.Code = "provider_not_authorised"
    /// The request is refused as it is (`permanent`).
    public static let refused: FleetError.Code = "provider_refused"
    /// The provider has no such object (`permanent`).
    public static let notFound: FleetError.Code = "provider_not_found"
    /// The provider failed (`transient`).
    public static let unavailable: FleetError.Code = "provider_unavailable"
    /// The answer cannot be read, or is larger than is read (`transient`: a proxy's error page looks so too).
    public static let answerMalformed: FleetError.Code = "provider_answer_malformed"
}
