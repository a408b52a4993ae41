/// What every implementation of the broker seam promises. Run it as a parametrised test:
/// `@Test(arguments: BrokerConformance.promises) func keeps(_ promise: BrokerPromise) async throws { try await promise.check(harness) }`
public enum BrokerConformance {
    public static let promises: [BrokerPromise] = writing + reading + backlog + sharing + administering
}
