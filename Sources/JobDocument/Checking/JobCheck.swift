import FleetCore

/// The rules that concern more than one field.
public enum JobCheck {
    /// The code of a document that says a secret: nothing of it is to be kept.
    public static let secretCode: FleetError.Code = "secret_in_document"

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
            try SourceCheck.check(source, at: "dataset.sources[\(index)]", fleet)
        }
        try checkColumns(job)
        try known(
            job.materialize?.settings?.embeddings?.provider, among: fleet.providers.map { Set($0.keys) }, "provider",
            at: "materialize.embeddings.provider")
        try checkEmbeddings(job, fleet)
    }

    /// No worker would ever come for it: the job would wait until somebody cancels it.
    private static func checkEmbeddings(_ job: JobSpecification, _ fleet: FleetKnowledge) throws {
        guard let name = job.materialize?.settings?.embeddings?.provider, let providers = fleet.providers, providers[name] == "local" else { return }
        let able = providers.filter { $0.value != "local" }.keys.sorted()
        throw refuse(
            "materialize.embeddings.provider", "the provider \(name) is of the type local, which makes no embeddings",
            able.isEmpty ? "declare one of the type openai in the setting providers" : "name one that does: \(able.prefix(12).joined(separator: ", "))")
    }

    /// The rules of templates, as every sanitizer would apply them to each shard.
    private static func checkColumns(_ job: JobSpecification) throws {
        guard let fields = job.dataset.fields else { return }
        let prompt = try RowTemplate(fields.prompt, path: "dataset.fields.prompt")
        let completion = try RowTemplate(fields.completion, path: "dataset.fields.completion")
        let stripped = job.sanitize.settings?.stripKeys ?? []
        for column in prompt.columns + completion.columns where stripped.contains(column) {
            throw RowTemplate.stripped(column)
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

    static func known(_ name: String?, among names: Set<String>?, _ what: String, at path: String) throws {
        guard let name, let names, !names.contains(name) else { return }
        let list = names.sorted()
        let hint =
            NearestName.find(name, among: list).map { "did you mean \($0)?" }
            ?? (list.isEmpty ? "the settings name none" : "there is \(list.prefix(12).joined(separator: ", "))")
        throw FleetError("unknown_value", .rejected, "the fleet has no \(what) called \(name.prefix(64))", path: path, hint: hint)
    }

    static func refuse(_ path: String, _ message: String, _ hint: String) -> FleetError {
        FleetError("contradiction", .rejected, message, path: path, hint: hint)
    }
}
