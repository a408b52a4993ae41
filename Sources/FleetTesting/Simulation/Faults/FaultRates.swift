/// How often something goes wrong by itself, as shares of all calls on a seam.
public struct FaultRates: Sendable, Equatable {
    public var failing = 0.01
    /// Of the failures: those after the effect.
    public var answerLost = 0.4
    public var slow = 0.02
    public var pausing = 0.0005
    public var crashing = 0.0005
    /// Of records.
    public var losing = 0.002
    public var duplicating = 0.005
    public var garbling = 0.001
    public var refusing = 0.0005

    public init() {}

    /// The same with failures, pauses and crashes so many times as often.
    func stronger(by factor: Double) -> FaultRates {
        var rates = self
        rates.failing *= factor
        rates.pausing *= factor * 4
        rates.crashing *= factor * 4
        return rates
    }

    /// Nothing goes wrong by itself.
    public static let none: FaultRates = {
        var rates = FaultRates()
        rates.failing = 0
        rates.slow = 0
        rates.pausing = 0
        rates.crashing = 0
        rates.losing = 0
        rates.duplicating = 0
        rates.garbling = 0
        rates.refusing = 0
        return rates
    }()
}
