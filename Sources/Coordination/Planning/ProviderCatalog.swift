import FleetCore
import JobDocument
import ObjectStorage

/// The providers of the fleet's settings, as far as planning must know them: endpoints and credentials stay with the workers.
public struct ProviderCatalog: Sendable, Equatable {
    /// How a provider trains.
    public enum Kind: String, Sendable, CaseIterable {
        /// A subprocess of the worker.
        case local
        /// Anything that speaks OpenAI's fine-tuning interface.
        case openAI = "openai"
    }

    public var kinds: [String: Kind]
    /// Base models that providers of the kind `local` can train; nil: not known here.
    public var localModels: Set<String>?
    /// The storages of the settings and who may read what in them; nil: not known here.
    public var storages: StorageDirectory?
    /// What the settings say about addresses of sources; nil: not known here.
    public var sources: SourceRules?
    /// Aliases that a job may move whatever its gates say (`promote.when: always`).
    public var ungatedAliases: Set<String>

    public init(
        kinds: [String: Kind] = ["local": .local], localModels: Set<String>? = nil, storages: StorageDirectory? = nil,
        sources: SourceRules? = nil, ungatedAliases: Set<String> = []
    ) {
        self.sources = sources
        self.ungatedAliases = ungatedAliases
        self.kinds = kinds
        self.localModels = localModels
        self.storages = storages
    }

    /// What a job document of a tenant is checked against.
    public func knowledge(for tenant: TenantName) -> FleetKnowledge {
        FleetKnowledge(providers: kinds.mapValues(\.rawValue), localModels: localModels, storages: storages, tenant: tenant)
    }

    /// - Throws: `FleetError` (rejected) with the source that no worker would read.
    func checkSources(of job: JobSpecification, for tenant: TenantName) throws {
        guard let sources else { return }
        for (index, source) in job.dataset.sources.enumerated() {
            do { try sources.check(source.uri, for: tenant) } catch let error as FleetError {
                throw FleetError(error.code, error.disposition, error.message, path: "dataset.sources[\(index)].uri", hint: error.hint)
            }
        }
    }

    /// What a dry run cannot say of a document, in words for a person.
    func unchecked(of job: JobSpecification) -> [String] {
        var words = ["dataset.sources: what lies there is seen when the job runs"]
        if let train = job.train.settings, kinds[train.provider] == .local, localModels == nil {
            words.append(
                "train.base_model: the coordinator finds no base model (setting local.models); deploy/local-model/environment fetches one, "
                    + "`modelops doctor` says what is missing")
        }
        return words
    }

    /// What a worker must be able to do to work with a provider.
    static func capability(_ provider: String) -> String { "provider:\(provider)" }
}
