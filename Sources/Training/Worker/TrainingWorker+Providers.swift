import Providers

extension TrainingWorker {
    /// A worker for local providers, which share this machine's runtime, and for remote ones.
    /// - Parameters:
    ///   - local: names of providers that train on this machine.
    ///   - remote: those that train for money, by their name in the settings.
    ///   - slots: trainings and calls held at once.
    public init(local: [String], runtime: LocalModelRuntime, remote: [String: any FineTuningProvider], slots: Int) {
        var trainers: [String: any Trainer] = remote.mapValues { ProviderTrainer(provider: $0) }
        for name in local { trainers[name] = LocalTrainer(runtime: runtime) }
        self.init(trainers: trainers, slots: slots)
    }
}
