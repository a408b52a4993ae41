import FleetCore

/// The rules that concern more than one field.
public enum JobCheck {
    /// - Throws: `FleetError` (rejected) with the path of the field to change.
    public static func check(_ job: JobSpecification, against fleet: FleetKnowledge) throws {
        try checkData(job, fleet)
        try checkTraining(job, fleet)
        try checkGates(job)
        try checkPromotion(job)
    }

    private static func checkData(_ job: JobSpecification, _ fleet: FleetKnowledge) throws {
        let split = job.dataset.split
        if split.validation + split.test >= 1 {
            throw refuse(
                "dataset.split", "validation and test together take \(split.validation + split.test) of the rows: nothing is left to train on",
                "let them sum to less than 1")
        }
        for (index, source) in job.dataset.sources.enumerated() {
            try checkSource(source, at: "dataset.sources[\(index)]", fleet)
        }
        try known(
            job.materialize?.settings?.embeddings?.provider, among: fleet.providers.map { Set($0.keys) }, "provider",
            at: "materialize.embeddings.provider")
    }

    /// What the fleet will not read is said before anything begins.
    private static func checkSource(_ source: SanitizationPlan.Source, at place: String, _ fleet: FleetKnowledge) throws {
        guard let scheme = source.uri.firstRange(of: "://").map({ source.uri[..<$0.lowerBound] }) else {
            throw refuse("\(place).uri", "is no URI: it has no scheme", "write file:///… for a file of the fleet's machines")
        }
        if scheme == "gs" {
            throw FleetError("not_available_yet", .rejected, "gs:// sources are not available yet", path: "\(place).uri", hint: "use s3, https or file")
        }
        guard ["file", "https", "s3"].contains(scheme) else {
            throw refuse("\(place).uri", "the scheme \"\(scheme.prefix(20))\" is not read", "use file, s3 or https")
        }
        try known(source.storage, among: fleet.storages?.names, "storage", at: "\(place).storage")
        guard scheme == "s3" else {
            if source.storage != nil { throw refuse("\(place).storage", "a \(scheme) source lies in no storage", "leave storage out") }
            return
        }
        do {
            if let storages = fleet.storages {
                _ = try storages.find(source.uri, in: source.storage, for: fleet.tenant)
            } else {
                _ = try ObjectLocation(source.uri)
            }
        } catch let error as FleetError {
            throw FleetError(error.code, error.disposition, error.message, path: "\(place).\(error.path ?? "uri")", hint: error.hint)
        }
    }

    private static func checkTraining(_ job: JobSpecification, _ fleet: FleetKnowledge) throws {
        guard let train = job.train.settings else {
            if job.optimize?.settings != nil { throw refuse("optimize", "there is no model: train is false", "leave optimize out") }
            if job.promote?.settings != nil { throw refuse("promote", "there is no model: train is false", "leave promote out") }
            return
        }
        try known(train.provider, among: fleet.providers.map { Set($0.keys) }, "provider", at: "train.provider")
        if let type = fleet.providers?[train.provider] {
            if type == "local" { try known(train.baseModel, among: fleet.localModels, "base model", at: "train.base_model") }
            if type != "local", job.optimize?.settings != nil {
                throw refuse("optimize", "the provider \(train.provider) keeps its models: there are no files to optimise", "leave optimize out")
            }
        }
        if job.evaluation != nil, job.dataset.split.test == 0 {
            throw refuse(
                "dataset.split.test", "the evaluation needs rows that training never saw", "give test a share, or switch evaluate off with false")
        }
    }

    private static func checkGates(_ job: JobSpecification) throws {
        guard let evaluate = job.evaluation else { return }
        for (index, gate) in evaluate.gates.enumerated() {
            let place = "evaluate.gates[\(index)]"
            if !evaluate.metrics.contains(gate.metric) {
                throw refuse("\(place).metric", "\(gate.metric) is not measured", "add it to evaluate.metrics")
            }
            guard let versus = gate.versus else {
                if gate.min == nil { throw refuse(place, "the gate asks for nothing", "give min, or versus with verdict or max_drop") }
                if gate.verdict != nil || gate.maximumDrop != nil {
                    throw refuse(place, "verdict and max_drop compare, and versus is missing", "name the other side in versus")
                }
                continue
            }
            if gate.verdict == nil, gate.maximumDrop == nil, gate.min == nil {
                throw refuse(place, "the comparison with \(versus) asks for nothing", "give verdict or max_drop")
            }
            if versus == "unoptimized" {
                if job.optimize?.settings == nil {
                    throw refuse("\(place).versus", "nothing is optimised in this job", "add optimize, or leave the gate out")
                }
            } else if !evaluate.compareWith.contains(versus) {
                throw refuse("\(place).versus", "\(versus) is not compared with", "add it to evaluate.compare_with")
            }
        }
    }

    private static func checkPromotion(_ job: JobSpecification) throws {
        guard let promote = job.promote?.settings else { return }
        if promote.when == .gatesPass, job.evaluation?.gates.isEmpty ?? true {
            throw refuse("promote", "no gate decides about the promotion", "add one to evaluate.gates, or say when: always")
        }
        if promote.choose == .optimized, job.optimize?.settings == nil {
            throw refuse("promote.choose", "nothing is optimised in this job", "add optimize, or choose tuned")
        }
        if promote.alias == "candidate" {
            throw refuse("promote.alias", "every new version gets the alias candidate by itself", "name another alias, or leave promote out")
        }
    }

    private static func known(_ name: String?, among names: Set<String>?, _ what: String, at path: String) throws {
        guard let name, let names, !names.contains(name) else { return }
        let list = names.sorted()
        let hint =
            NearestName.find(name, among: list).map { "did you mean \($0)?" }
            ?? (list.isEmpty ? "the settings name none" : "there is \(list.prefix(12).joined(separator: ", "))")
        throw FleetError("unknown_value", .rejected, "the fleet has no \(what) called \(name.prefix(64))", path: path, hint: hint)
    }

    private static func refuse(_ path: String, _ message: String, _ hint: String) -> FleetError {
        FleetError("contradiction", .rejected, message, path: path, hint: hint)
    }
}
