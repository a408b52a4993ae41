import FleetCore

/// One job that somebody wants in a simulation: its document, when it is sent and how often, and what is asked of it later.
struct JobScript: Sendable {
    struct Command: Sendable {
        /// After the first sending.
        var at: Duration
        /// `cancel`, `pause` or `resume`.
        var word: String
    }

    var key: String
    var tenant = TenantName("default")
    /// Members of the document beside the shortest ones.
    var members = ""
    var provider = "openai-eu"
    /// Sent so long after the start.
    var at: Duration = .zero
    /// Sendings of the same message; more than one is a sender that is not sure.
    var copies = 1
    var commands: [Command] = []
    /// Every execution of its shards kills its worker.
    var isPoison = false
    /// Its data turn out to be of no use.
    var isUseless = false
    /// The step that finds that out.
    var uselessAt = "plan"
    /// The step that fails for good.
    var impossibleAt: String?
    /// Tasks of the step `shard`; nil: one to three.
    var shards: Int?
    /// Somebody runs it again when it has ended.
    var isRerun = false
    /// That run trains again also where the first one succeeded.
    var isTrainedAgain = false
    /// Somebody points `production` at what came of it, and back where it was run again.
    var isPromoted = false
    /// What happens when its work comes to a certain point.
    var moments: [Moment] = []

    var document: String {
        """
        {"name": "job-\(key)", "idempotency_key": "\(key)",
         "dataset": {"sources": ["file:///data/\(key).jsonl"], "fields": {"prompt": "body", "completion": "queue"}},
         "train": {"provider": "\(provider)", "base_model": "m"}, "budget": {"amount": "25.00", "currency": "USD"}\(members.isEmpty ? "" : ", " + members)}
        """
    }

    /// A mixture drawn from a seed: remote and local trainings, cancels, pauses, time limits, now and then poison.
    static func drawn(_ count: Int, from random: SeededRandom) -> [JobScript] {
        (0..<count).map { index in
            var script = JobScript(key: "wish-\(index)")
            if random.fraction() < 0.3 { script.tenant = TenantName("acme") }
            if random.fraction() < 0.25 { script.provider = "local" }
            script.at = .milliseconds(Int64(random.fraction() * 30_000))
            if random.fraction() < 0.2 { script.copies = 2 }
            var members: [String] = []
            if random.fraction() < 0.5 {
                members.append(#""evaluate": {"gates": [{"metric": "exact_match", "min": 0.7}]}"#)
                if random.fraction() < 0.5 { members.append(#""promote": {"alias": "production", "when": "gates_pass"}"#) }
            }
            if random.fraction() < 0.2 { members.append(#""materialize": {}"#) }
            if random.fraction() < 0.1 { members.append(#""timeout": "\#(60 + Int(random.fraction() * 120))s""#) }
            script.members = members.joined(separator: ", ")
            let wish = random.fraction()
            let moment = Duration.milliseconds(Int64(random.fraction() * 90_000))
            if wish < 0.2 {
                script.commands = [.init(at: moment, word: "cancel")]
            } else if wish < 0.35 {
                script.commands = [.init(at: moment, word: "pause"), .init(at: moment + .seconds(20), word: "resume")]
            } else if wish < 0.4 {
                script.commands = [.init(at: moment, word: "pause"), .init(at: moment + .seconds(5), word: "cancel")]
            }
            script.isPoison = random.fraction() < 0.04
            script.isUseless = random.fraction() < 0.06
            script.isRerun = random.fraction() < 0.12
            script.isTrainedAgain = random.fraction() < 0.5
            script.isPromoted = random.fraction() < 0.2
            return script
        }
    }
}
