/// I3: never pay twice, and everything bought stands in the books.
extension Checker {
    mutating func checkMoney() {
        let creates = ledgers.calls.filter { $0.operation == .create && $0.isAccepted }
        let permits = Dictionary(store["permits"].map { ($0.text("intent_key"), $0) }, uniquingKeysWith: { first, _ in first })
        for (intent, made) in Dictionary(grouping: creates, by: { $0.intent ?? "" }).sorted(by: { $0.key < $1.key }) {
            verdict.expect(!intent.isEmpty, .money, "create_without_intent", "\(made.count) creates carry no intent")
            verdict.expect(
                made.count <= 1 || intent.isEmpty, .money, "double_create",
                "\(intent): \(made.count) creates (\(made.map { $0.remote ?? "?" }.joined(separator: ", ")))")
            guard !intent.isEmpty else { continue }
            guard let permit = permits[intent] else {
                verdict.expect(false, .money, "create_without_permit", "\(intent) was created, and the store has no permit of it")
                continue
            }
            let known = ["settled", "adopted", "needs_review"] + (expectations.isSettled ? [] : ["granted", "unknown"])
            verdict.expect(
                known.contains(permit.text("state")), .money, "bought_unknown", "\(intent) was created, and its permit is \(permit.text("state"))")
        }
        let bought = Set(creates.compactMap(\.intent))
        var told: [String: Int64] = [:]
        for call in ledgers.calls { if let intent = call.intent, let micros = call.chargedMicros { told[intent] = micros } }
        for (intent, permit) in permits.sorted(by: { $0.key < $1.key }) {
            let state = permit.text("state")
            if state == "settled" || state == "adopted" {
                verdict.expect(bought.contains(intent), .money, "phantom_purchase", "\(intent) is \(state), and the provider made nothing")
            }
            if state == "needs_review" { verdict.remark("intents that a person must look at") }
            let jobHasEnded = StoreView.ends["job"]?.contains(store.jobs[permit.text("job_id")]?.text("state") ?? "") == true
            guard jobHasEnded else { continue }
            verdict.expect(
                state != "granted" && state != "unknown", .money, "permit_left_open", "\(intent) is \(state), and its job has ended")
            // What a person settles is booked with what was reserved: nobody asked the provider.
            let byPerson = store.history(permit.text("job_id"), "permit", intent).contains { $0.text("cause").hasPrefix("resolved by") }
            if state == "settled" || state == "adopted", !byPerson, let charged = told[intent] {
                verdict.expect(
                    permit.number("spent_micros") == charged, .money, "wrong_cost",
                    "\(intent) cost \(charged) and is booked with \(permit.number("spent_micros"))")
            }
        }
        for (job, own) in Dictionary(grouping: permits.values, by: { $0.text("job_id") }).sorted(by: { $0.key < $1.key }) {
            guard let row = store.jobs[job] else { continue }
            for column in ["spent_micros", "reserved_micros"] {
                let sum = own.reduce(0) { $0 + $1.number(column) }
                verdict.expect(row.number(column) == sum, .money, "books_differ", "\(job) has \(column) \(row.number(column)), its permits \(sum)")
            }
        }
    }
}
