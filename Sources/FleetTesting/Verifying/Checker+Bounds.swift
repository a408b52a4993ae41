import JSON

/// I8: everything within its limits.
extension Checker {
    mutating func checkBounds() {
        for figure in ledgers.figures {
            verdict.expect(
                figure.value <= figure.limit, .bounds, "beyond_limit", "\(figure.name) is \(figure.value), at most \(figure.limit) is allowed")
        }
        for task in store["tasks"] {
            verdict.expect(
                task.number("failures") <= expectations.maximumFailures, .bounds, "too_many_failures",
                "\(task.text("id")) failed \(task.number("failures")) times")
        }
        verdict.remark("messages that were put aside", store["outbox"].filter { $0.text("state") == "parked" }.count)
    }
}
