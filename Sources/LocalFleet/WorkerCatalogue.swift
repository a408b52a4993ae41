import Evaluating
import Features
import FleetCore
import FleetHost
import Optimizing
import Sanitizing
import Training
import WorkerKit

/// Every kind of worker, made from the settings of this process; the executables make theirs the same way.
public enum WorkerCatalogue {
    public static func make(_ kind: WorkKind, _ host: Host) throws -> any Worker {
        switch kind {
        case .sanitize: try SanitizingWorker(sources: host.sourceStore(), slots: host.slots(2))
        case .materialize: try MaterializingWorker(slots: host.slots(2))
        case .train: try TrainingWorker(trainers: host.trainers(local: LocalTrainer.init), slots: host.slots(1))
        case .optimize: try OptimizationWorker(runtime: host.localModelRuntime(), lockPath: host.modelServerLock(), clock: host.clock)
        case .evaluate: try EvaluatingWorker(models: host.servedModels())
        }
    }
}
