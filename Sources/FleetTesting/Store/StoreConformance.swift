/// What every implementation of the state store promises. Run it as a parametrised test:
/// `@Test(arguments: StoreConformance.promises) func keeps(_ promise: StorePromise) async throws { try await promise.check(harness) }`
public enum StoreConformance {
    public static let promises: [StorePromise] = [
        transactions, changing, leading, jobs, tasks, messages, timing, registry, texts,
    ].flatMap { $0 }
}
