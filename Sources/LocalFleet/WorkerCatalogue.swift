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
        case .sanitize: try SanitizingWorker(sources: try host.sourceStore(), slots: host.slots(2))
        case .materialize:
            materializer(try RemoteModels.make(host), online: try host.settings.path(SettingCatalogue.onlineStore), slots: host.slots(2))
        case .train: trainer(try ModelAccess.make(host), slots: host.slots(1))
        case .optimize: try OptimizationWorker(runtime: host.localModelRuntime(), lockPath: host.modelServerLock(), clock: host.clock)
        case .evaluate: evaluator(try ModelAccess.make(host))
        }
    }

    private static func materializer(_ models: RemoteModels, online path: String, slots: Int) -> MaterializingWorker {
        MaterializingWorker(online: SQLiteOnlineStore(path: path), embeddings: models.embeddingModels, slots: slots)
    }

    private static func trainer(_ access: ModelAccess, slots: Int) -> TrainingWorker {
        TrainingWorker(local: access.localProviders, runtime: access.runtime, remote: access.remote.fineTuning, slots: slots)
    }

    private static func evaluator(_ access: ModelAccess) -> EvaluatingWorker {
        EvaluatingWorker(
            runtime: access.runtime, server: access.server, localProviders: access.localProviders, makeModel: access.remote.served,
            remote: access.remote.chatModels)
    }
}
