/// Every setting of every process, in one table: the help, the checks and the manifests come from it.
public enum SettingCatalogue {
    private static let everyone = Setting.Reader.allCases
    private static let workers: [Setting.Reader] = [.sanitizer, .materializer, .trainer, .optimizer, .evaluator, .modelops]
    private static let services: [Setting.Reader] = [.coordinator] + workers
    private static let coordinators: [Setting.Reader] = [.coordinator, .modelops]
    private static let modelWorkers: [Setting.Reader] = [.trainer, .optimizer, .evaluator, .modelops]

    public static let fleet = Setting("fleet.id", default: "default", for: everyone, "The fleet's name: messages of another fleet stop the coordinator.")
    public static let logLevel = Setting(
        "log.level", .choice(["debug", "info", "notice", "warning", "error"]), default: "info", for: everyone, "The least level that is written.")
    public static let logFormat = Setting("log.format", .choice(["json", "text"]), default: "json", for: everyone, "JSON lines, or text for a terminal.")

    public static let brokers = Setting(
        "kafka.brokers", .list, for: everyone, "Bootstrap addresses, host:port; `modelops up` starts a broker of its own where none is given.")
    public static let securityProtocol = Setting(
        "kafka.security_protocol", .choice(["plaintext", "ssl", "sasl_plaintext", "sasl_ssl"]), default: "plaintext", for: everyone,
        "How brokers are spoken to.")
    public static let certificateAuthority = Setting("kafka.ca_file", for: everyone, "PEM file with the certificate authorities of the brokers.")
    public static let certificate = Setting("kafka.certificate_file", for: everyone, "PEM file with this client's certificate.")
    public static let privateKey = Setting("kafka.key_file", for: everyone, "PEM file with this client's private key.")
    public static let privateKeyPassword = Setting("kafka.key_password", isSecret: true, for: everyone, "The password of the private key.")
    public static let saslMechanism = Setting(
        "kafka.sasl_mechanism", .choice(["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "OAUTHBEARER"]), for: everyone, "How this client signs in.")
    public static let saslUser = Setting("kafka.sasl_username", for: everyone, "The name to sign in with.")
    public static let saslPassword = Setting("kafka.sasl_password", isSecret: true, for: everyone, "The password to sign in with.")
    public static let kafkaOptions = Setting("kafka.options", .pairs, for: everyone, "Further settings of librdkafka by their own names.")
    public static let topicReplication = Setting(
        "kafka.replication", .integer(1...7), for: everyone, "Copies of each partition, such as 1 on a single broker; without it, what topics.json says.")

    public static let artifacts = Setting(
        "storage.artifacts", default: ".modelops/artifacts", for: services,
        "Where the fleet's artifacts lie: a folder that every process sees, or `s3://BUCKET/PREFIX`.")
    public static let artifactsStore = Setting(
        "storage.artifacts_store", for: services, "The storage of `storage.stores` that holds `s3://` artifacts; without it the default one.")
    public static let stores = Setting(
        "storage.stores", .object, for: services,
        "Object storages by name: {\"NAME\": {\"type\": \"s3\", \"endpoint\": …, \"region\": …, \"access_key_file\": …, \"secret_key_file\": …, \"buckets\": [{\"bucket\": …, \"prefix\": …, \"tenants\": […]}]}}.")
    public static let sourceRoots = Setting(
        "storage.source_roots", .list, default: ".", for: [.coordinator, .sanitizer, .modelops], "Folders below which a job may name `file://` sources.")
    public static let tenantRoots = Setting(
        "storage.tenant_roots", .object, for: [.coordinator, .sanitizer, .modelops],
        "Folders of tenants, {\"TENANT\": [\"FOLDER\"]}: such a tenant reads `file://` sources there and nowhere else, and nobody else does.")
    public static let sourceHosts = Setting(
        "storage.source_hosts", .list, for: [.coordinator, .sanitizer, .modelops], "Hosts from which a job may name `https://` sources; none without it.")

    public static let store = Setting(
        "store.url", isSecret: true, default: "sqlite:.modelops/state", for: coordinators,
        "Where job state lives: `sqlite:FOLDER`, or a `postgresql://` connection.")
    public static let httpAddress = Setting("http.address", default: "127.0.0.1", for: coordinators, "The address that the API listens on; beyond loopback it needs API keys.")
    public static let httpPort = Setting("http.port", .integer(0...65535), default: "8480", for: coordinators, "The API's port; 0 takes a free one.")
    public static let tokenFile = Setting("http.token_file", default: ".modelops/token", for: coordinators, "The file with the administrator's token, made at the first start.")
    public static let apiKeys = Setting(
        "http.api_keys", .object, for: coordinators, "API keys by name: {\"NAME\": {\"sha256\": …, \"tenant\": …, \"role\": \"reader|submitter|admin\"}}.")
    public static let apiKeysFile = Setting("http.api_keys_file", for: coordinators, "A JSON file with further API keys in the same form, such as a mounted secret.")
    public static let ungatedAliases = Setting(
        "registry.ungated_aliases", .list, for: coordinators,
        "Aliases that a job may move whatever its gates say (`promote.when: always`); without it only an administrator may.")
    public static let healthAddress = Setting("health.address", default: "127.0.0.1", for: workers, "The address for /healthz, /readyz and /metrics of a worker.")
    public static let healthPort = Setting("health.port", .integer(0...65535), default: "0", for: workers, "Their port; 0 takes a free one.")

    public static let lease = Setting("lease.duration", .duration, default: "30s", for: services, "How long an execution may go without a beat.")
    public static let leaseSweep = Setting("lease.sweep", .duration, default: "5s", for: coordinators, "How often leases are looked through.")
    public static let searchGrace = Setting(
        "permits.search_grace", .duration, default: "60s", for: coordinators,
        "The pause before each search for a remote object whose creation is unknown; no shorter than its provider takes to list a new one.")
    public static let breakerFailures = Setting(
        "intake.breaker_failures", .integer(0...10_000), default: "50", for: coordinators,
        "So many different documents of a job topic refused for one reason give the topic a pause; 0: never.")
    public static let breakerShare = Setting(
        "intake.breaker_share_percent", .integer(1...100), default: "100", for: coordinators,
        "Their share of all documents in the window; 100: not one was accepted.")
    public static let breakerWindow = Setting("intake.breaker_window", .duration, default: "60s", for: coordinators, "How far back is looked.")
    public static let breakerPause = Setting(
        "intake.breaker_pause", .duration, default: "30s", for: coordinators, "How long the topic is left alone before one message is tried.")
    public static let drain = Setting("shutdown.grace", .duration, default: "20s", for: services, "How long a process may take to hand back what it holds.")
    public static let slots = Setting("worker.slots", .integer(1...256), for: workers, "Tasks held at once; without it 2 for data workers, 1 for model workers.")
    public static let scratch = Setting("worker.scratch", default: ".modelops/scratch", for: workers, "The folder for temporary files of executions.")
    public static let shardSize = Setting(
        "sanitize.shard_megabytes", .integer(1...4096), default: "16", for: coordinators, "The size of a shard of raw data, in MiB.")

    public static let onlineStore = Setting(
        "features.online_store", default: ".modelops/features.db", for: [.materializer, .modelops], "The SQLite file of the online features of this machine.")
    public static let localEnvironment = Setting(
        "local.environment", default: ".modelops/local-model", for: modelWorkers, "The folder of the Python environment for local models.")
    public static let localRuntime = Setting(
        "local.runtime", default: "deploy/local-model", for: modelWorkers, "The folder with the package `modelops_local`.")
    public static let localModels = Setting(
        "local.models", default: ".modelops/local-model/base-models", for: services, "The folder with base models for local training, one folder each.")
    public static let providers = Setting(
        "providers", .object, for: services, "Providers by name: {\"NAME\": {\"type\": \"local\"}} or {\"type\": \"openai\", \"base_url\": …, \"api_key_file\": …}.")

    public static let inventoryInterval = Setting(
        "inventory.interval", .duration, default: "6h", for: coordinators,
        "How often what lives at remote providers is compared with the permits; what nobody wants there is cancelled.")

    public static let all: [Setting] = [
        fleet, logLevel, logFormat, brokers, securityProtocol, certificateAuthority, certificate, privateKey, privateKeyPassword,
        saslMechanism, saslUser, saslPassword, kafkaOptions, topicReplication, artifacts, artifactsStore, stores, sourceRoots, tenantRoots,
        sourceHosts, store, httpAddress, httpPort, tokenFile, apiKeys, apiKeysFile, ungatedAliases, healthAddress, healthPort, lease, leaseSweep,
        breakerFailures, breakerShare, breakerWindow, breakerPause, searchGrace, drain, slots, scratch, shardSize, onlineStore, localEnvironment, localRuntime,
        localModels, providers, inventoryInterval,
    ]

    /// What one process reads.
    public static func settings(of reader: Setting.Reader) -> [Setting] { all.filter { $0.readers.contains(reader) } }
}
