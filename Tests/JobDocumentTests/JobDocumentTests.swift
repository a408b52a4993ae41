import FleetCore
import FleetTesting
import JSON
import Testing

@testable import JobDocument

@Suite struct JobDocumentTests {
    private func refusal(_ assignments: String..., knowing fleet: FleetKnowledge = .none) -> FleetError? {
        do {
            _ = try JobDocument(
                try assignments.reduce(try ExampleDocuments.shortest()) { try DocumentOverride.apply($1, to: $0) }, knowing: fleet)
            return nil
        } catch {
            return error as? FleetError
        }
    }

    @Test func theShortestUsefulJobReadsWithItsDefaults() throws {
        let job = try JobDocument(try ExampleDocuments.shortest()).specification
        #expect(job.dataset.split == SanitizationPlan.SplitShares(validation: 0.1, test: 0.1, seed: 0))
        #expect(job.sanitize.settings?.pii.action == .redact)
        #expect(job.sanitize.settings?.removeDuplicates == true)
        #expect(job.evaluate.settings?.metrics == ["exact_match"])
        #expect(job.evaluate.settings?.compareWith == ["base"])
        #expect(job.promote == nil && job.optimize == nil && job.materialize == nil)
    }

    @Test func whatWorksOfTheFullExampleReads() throws {
        guard case .object(var object) = try ExampleDocuments.everything() else { return }
        for name in ["priority", "policy", "after", "notify", "model"] { object[name] = nil }
        func without(_ names: [String], _ stage: String) {
            guard var members = object[stage]?.object else { return }
            for name in names { members[name] = nil }
            object[stage] = .object(members)
        }
        without(["version"], "dataset")
        without(["preference", "teacher", "variants", "sweep"], "train")
        without(["suites", "judge"], "evaluate")
        without(["approvals"], "promote")
        var document = JSONValue.object(object)
        document = try DocumentOverride.apply(#"sanitize.pii={"action": "redact"}"#, to: document)
        document = try DocumentOverride.apply(#"evaluate.gates[3]={"metric": "macro_f1", "min": 0.6}"#, to: document)
        let job = try JobDocument(document).specification
        #expect(job.budget == Money(decimal: "25.00", currency: "USD"))
        #expect(job.timeoutDuration == .seconds(21_600))
        #expect(job.dataset.sources.last == .init(uri: "s3://lake/t/", format: "csv", storage: "lake-eu"))
        #expect(job.train.settings?.hyperparameters["learning_rate"] == .number(0.0001))
        #expect(job.optimize?.settings?.passes == [.init(type: "quantize", format: "q8_0")])
        #expect(job.evaluate.settings?.gates.count == 4)
        #expect(job.promote?.settings?.choose == .optimized)
    }

    @Test func anUnknownFieldIsRefusedWithTheNearestName() {
        let error = refusal("train.basemodel=x")
        #expect(error?.code == "unknown_field" && error?.path == "train.basemodel" && error?.disposition == .rejected)
        #expect(error?.hint == "did you mean base_model?")
        #expect(refusal("base_model=x")?.hint == "there is a field train.base_model")
        #expect(refusal("trian={}")?.hint == "did you mean train?")
    }

    @Test(arguments: [
        ("name=7", "wrong_type", "name"), ("name=Big Name", "out_of_range", "name"), ("dataset.sources=[]", "out_of_range", "dataset.sources"),
        ("dataset.sources=x", "wrong_type", "dataset.sources"), ("dataset.sources[0].url=x", "unknown_field", "dataset.sources[0].url"),
        ("dataset.split.test=1.5", "out_of_range", "dataset.split.test"), ("dataset.split.test=\"a\"", "wrong_type", "dataset.split.test"),
        ("sanitize=true", "wrong_type", "sanitize"), ("sanitize.length.unit=words", "missing_field", "sanitize.length.max"),
        ("train.method=dpo", "not_available_yet", "train.method"), ("train.method=stf", "unknown_value", "train.method"),
        ("evaluate.compare_with=[\"base\",\"m@prod\"]", "not_available_yet", "evaluate.compare_with[1]"),
        ("timeout=6 hours", "out_of_range", "timeout"),
        ("budget={\"amount\":\"-1\",\"currency\":\"USD\"}", "out_of_range", "budget.amount"),
        ("budget={\"amount\":25,\"currency\":\"USD\"}", "wrong_type", "budget.amount"),
        ("budget={\"amount\":\"25\",\"currency\":\"dollars\"}", "out_of_range", "budget.currency"), ("labels={\"a\":1}", "wrong_type", "labels.a"),
        ("train=null", "wrong_type", "train"), ("schema=modelops.job/v2", "schema_unknown", "schema"),
        ("train.hyperparameters.layers=[1]", "wrong_type", "train.hyperparameters.layers"), ("deploy={}", "unknown_field", "deploy"),
    ])
    func aWrongValueIsRefusedWithItsPath(assignment: String, code: String, path: String) {
        let error = refusal(assignment)
        #expect(error?.code.rawValue == code)
        #expect(error?.path == path)
    }

    @Test func theRefusalShowsTheWrongValueAndItsKind() {
        #expect(refusal("dataset.split.test=\"ten\"")?.message == "expected a number from 0 to below 1, found the text \"ten\"")
        #expect(refusal("train.method=stf")?.hint == "did you mean sft?")
    }

    @Test(arguments: [
        (["dataset.split.test=0.6", "dataset.split.validation=0.4"], "dataset.split"), (["dataset.sources[0]=data.jsonl"], "dataset.sources[0].uri"),
        (["dataset.sources[0]=ftp://x/y"], "dataset.sources[0].uri"), (["dataset.split.test=0"], "dataset.split.test"),
        (["evaluate.gates=[{\"metric\":\"macro_f1\",\"min\":0.5}]"], "evaluate.gates[0].metric"),
        (["evaluate.gates=[{\"metric\":\"exact_match\"}]"], "evaluate.gates[0]"),
        (["evaluate.gates=[{\"metric\":\"exact_match\",\"versus\":\"majority\",\"verdict\":\"better\"}]"], "evaluate.gates[0].versus"),
        (["evaluate.gates=[{\"metric\":\"exact_match\",\"versus\":\"unoptimized\",\"max_drop\":0.1}]"], "evaluate.gates[0].versus"),
        (["evaluate.gates=[{\"metric\":\"exact_match\",\"verdict\":\"better\"}]"], "evaluate.gates[0]"),
        (["promote={}"], "promote"), (["promote.when=always", "promote.choose=optimized"], "promote.choose"),
        (["promote={}", "evaluate=false"], "promote"), (["train=false", "optimize={}"], "optimize"),
    ])
    func fieldsThatContradictEachOtherAreRefused(assignments: [String], path: String) throws {
        let document = try assignments.reduce(try ExampleDocuments.shortest()) { try DocumentOverride.apply($1, to: $0) }
        let error = expectFleetError { try JobDocument(document) }
        #expect(error?.code == "contradiction")
        #expect(error?.path == path)
        #expect(error?.hint != nil)
    }

    @Test func namesOfTheSettingsAreChecked() {
        let fleet = FleetKnowledge(providers: ["local": "local", "openai-eu": "openai"], localModels: ["smollm2-135m-instruct"], storages: Self.storages)
        #expect(refusal(knowing: fleet) == nil)
        #expect(refusal("train.provider=openai-ue", knowing: fleet)?.hint == "did you mean openai-eu?")
        #expect(refusal("train.base_model=gpt-x", knowing: fleet)?.path == "train.base_model")
        #expect(refusal("train.provider=openai-eu", "train.base_model=gpt-x", knowing: fleet) == nil)
        #expect(refusal("dataset.sources[0]={\"uri\":\"s3://lake/t/\",\"storage\":\"lake-ue\"}", knowing: fleet)?.hint == "did you mean lake-eu?")
        #expect(refusal("train.provider=openai-eu", "optimize={}", knowing: fleet)?.path == "optimize")
    }

    private static let storages = StorageDirectory([
        NamedStorage(name: "lake-eu", scheme: "s3", grants: [StorageGrant(bucket: "lake", prefix: "t", tenants: [TenantName("acme")])]),
        NamedStorage(name: "main", scheme: "s3", isDefault: true, grants: [StorageGrant(bucket: "incoming")]),
    ])

    /// What is not open to the tenant is refused before anything begins, with the field to change.
    @Test(arguments: [
        (#"{"uri": "s3://lake/t/a.csv", "storage": "lake-eu"}"#, "default", "source_refused", "uri"),
        (#"{"uri": "s3://lake/u/a.csv", "storage": "lake-eu"}"#, "acme", "source_refused", "uri"),
        (#"{"uri": "s3://lake/t/a.csv"}"#, "acme", "source_refused", "uri"), (#"{"uri": "s3://x/t/a.csv"}"#, "acme", "source_refused", "uri"),
        (#"{"uri": "s3://lake/t/a.csv", "storage": "nothing"}"#, "acme", "unknown_value", "storage"),
        (#"{"uri": "file:///a.csv", "storage": "main"}"#, "acme", "contradiction", "storage"),
        (#"{"uri": "gs://lake/t/a.csv"}"#, "acme", "not_available_yet", "uri"),
    ])
    func sourcesThatAreNotOpenAreRefusedAtIntake(_ source: String, _ tenant: String, _ code: String, _ field: String) {
        let error = refusal("dataset.sources[0]=\(source)", knowing: FleetKnowledge(storages: Self.storages, tenant: TenantName(tenant)))
        #expect(error?.code.rawValue == code)
        #expect(error?.path == "dataset.sources[0].\(field)")
        #expect(error?.disposition == .rejected)
        #expect(error?.hint != nil)
    }

    @Test(arguments: ["https://user:sk-12345@host/x.jsonl", "https://sk-12345@host", "s3://key:sk-12345@lake/t/a.csv", "ftp://u:sk-12345@h/"])
    func aSecretInASourceIsRefusedAndNotRepeated(_ uri: String) throws {
        let error = try #require(refusal("dataset.sources[1]=\(uri)"))
        #expect(error.code == "secret_in_document" && error.path == "dataset.sources[1].uri")
        #expect(!error.description.contains("12345"))
        #expect(refusal("dataset.sources[1]=https://host/a@b.jsonl?to=c@d") == nil)
    }

    @Test(arguments: [
        ("dataset.fields.prompt={body", "template_invalid", "dataset.fields.prompt"),
        ("dataset.fields.completion=queue}", "template_invalid", "dataset.fields.completion"),
        ("sanitize.strip_keys=[\"queue\"]", "stripped_column", "sanitize.strip_keys"),
    ])
    func columnsThatNoRowCouldFillAreRefusedAtIntake(_ change: String, _ code: String, _ path: String) {
        let error = refusal(change)
        #expect(error?.code.rawValue == code && error?.path == path)
    }

    @Test func embeddingsOfAProviderThatMakesNoneAreRefused() {
        let fleet = FleetKnowledge(providers: ["local": "local", "openai-eu": "openai"])
        let wanted = "materialize={\"embeddings\":{\"provider\":\"PROVIDER\",\"model\":\"m\"}}"
        let error = refusal(wanted.replacing("PROVIDER", with: "local"), knowing: fleet)
        #expect(error?.path == "materialize.embeddings.provider" && error?.hint?.contains("openai-eu") == true)
        #expect(refusal(wanted.replacing("PROVIDER", with: "openai-eu"), knowing: fleet) == nil)
    }

    @Test func sourcesThatAreOpenPass() {
        let fleet = FleetKnowledge(storages: Self.storages, tenant: TenantName("acme"))
        for source in [#"{"uri": "s3://lake/t/*.csv", "storage": "lake-eu"}"#, #"{"uri": "s3://incoming/a.csv"}"#, #"{"uri": "s3://incoming/"}"#] {
            #expect(refusal("dataset.sources[0]=\(source)", knowing: fleet) == nil, "\(source)")
        }
        #expect(refusal("dataset.sources[0]=s3://x/y") != nil, "a bucket has three characters")
    }

    @Test(arguments: ["1e300", "1000001", "-1"])
    func aGateAsksForAFigureThatAMetricCanHave(_ least: String) {
        let error = refusal("evaluate.gates=[{\"metric\":\"exact_match\",\"min\":\(least)}]")
        #expect(error?.code == "out_of_range" && error?.path == "evaluate.gates[0].min")
    }

    @Test func promotionWithoutAGateMustSaySo() {
        #expect(refusal("promote={\"when\":\"always\"}") == nil)
        #expect(refusal("promote={}", "evaluate.gates=[{\"metric\":\"exact_match\",\"min\":0.5}]") == nil)
    }

    @Test func theHashIsOfWhatTheJobDoes() throws {
        let plain = try JobDocument(try ExampleDocuments.shortest())
        let keyed = try JobDocument(try ExampleDocuments.shortest(setting: "idempotency_key=a"))
        let spelledOut = try JobDocument(try ExampleDocuments.shortest(setting: "dataset.split.test=0.1", "sanitize={}"))
        let other = try JobDocument(try ExampleDocuments.shortest(setting: "dataset.split.test=0.2"))
        #expect(plain.hash == keyed.hash && plain.hash == spelledOut.hash)
        #expect(plain.hash != other.hash)
    }

    @Test func readingWhatWasReadChangesNothing() throws {
        let once = try JobDocument(try ExampleDocuments.shortest(setting: "evaluate=false", "sanitize=false"))
        #expect(try JobDocument(once.canonical).canonical == once.canonical)
    }

    @Test func camelCaseIsReadWhereItIsAsked() throws {
        let document = try DocumentOverride.apply(
            #"train={"provider":"local","baseModel":"m","providerOptions":{"numLayers":4}}"#, to: ExampleDocuments.shortest())
        let train = try JobDocument(document, acceptsCamelCase: true).specification.train.settings
        #expect(train?.baseModel == "m")
        #expect(train?.providerOptions["numLayers"] == .integer(4))
        #expect(throws: FleetError.self) { try JobDocument(document) }
        let both = try DocumentOverride.apply("train.base_model=x", to: document)
        #expect(throws: FleetError.self) { try JobDocument(both, acceptsCamelCase: true) }
    }

    @Test func anArrayOfJobsIsRefusedWithAHint() {
        let error = expectFleetError { try JobDocument([]) }
        #expect(error?.code == "wrong_type" && error?.hint == "send one message per document")
    }
}
