import Messaging

extension PoisonCorpus {
    /// Headers of strangers around a good document.
    static var headers: [PoisonCase] {
        let whole: [(String, String)] = [("ce_specversion", "1.0"), ("ce_id", "1"), ("ce_source", "/crm"), ("ce_type", "modelops.job.submit")]
        func event(_ name: String, without: String? = nil, with more: [(String, String)] = [], _ expectation: PoisonCase.Expectation) -> PoisonCase {
            let replaced = Set(more.map(\.0))
            let kept = whole.filter { $0.0 != without && !replaced.contains($0.0) }
            let id = kept.contains { $0.0 == "ce_id" } ? [("ce_id", name)] : []
            let list = kept.filter { $0.0 != "ce_id" } + id + more
            return PoisonCase(name, document("x"), headers: list.map { Record.Header($0.0, $0.1) }, expectation)
        }
        let large = PoisonCase.Expectation.refused("envelope_headers_too_large")
        let missing = PoisonCase.Expectation.refused("envelope_attribute_missing")
        let wrong = PoisonCase.Expectation.refused("envelope_attribute_invalid")
        let unsupported = PoisonCase.Expectation.refused("envelope_unsupported")
        let long = String(repeating: "x", count: 5000)
        let bare: [(String, [Record.Header], PoisonCase.Expectation)] = [
            ("65 headers", (0..<65).map { Record.Header("h\($0)", "") }, large),
            ("10,000 headers", (0..<10_000).map { Record.Header("h\($0)", "") }, large),
            ("a long name", [Record.Header(String(repeating: "n", count: 129), "")], large), ("a long value", [Record.Header("h", long)], large),
            ("much in all", (0..<20).map { Record.Header("h\($0)", String(repeating: "x", count: 2000)) }, large),
            ("one ce_ header twice", [Record.Header("ce_id", "1"), Record.Header("ce_id", "2")], .refused("envelope_header_duplicate")),
            ("the content type twice", [Record.Header("content-type", "application/json"), Record.Header("Content-Type", "text/plain")], .refused("envelope_header_duplicate")),
            ("ce_id alone", [Record.Header("ce_id", "1")], missing), ("an attribute in capitals", [Record.Header("ce_ID", "1")], wrong),
            ("an attribute without a name", [Record.Header("ce_", "1")], wrong), ("a value that is not UTF-8", [Record.Header("ce_id", [0xFF])], wrong),
            ("a batch", [Record.Header("content-type", "application/cloudevents-batch+json")], unsupported),
            ("another format of events", [Record.Header("content-type", "application/cloudevents+avro")], unsupported),
        ]
        let harmless: [(String, [Record.Header])] = [
            ("a stranger's header", [Record.Header("x-anything", [0xFF, 0x00])]), ("an empty header", [Record.Header("", "")]),
            ("64 headers", (0..<64).map { Record.Header("h\($0)", "") }), ("a broken trace", [Record.Header("traceparent", "00-zz")]),
            ("a header with a newline", [Record.Header("x", "a\r\nce_id: 1")]), ("a mark of a replay that is none", [Record.Header("modelops-replay-of", "../x")]),
        ]
        var cases = bare.map { PoisonCase($0.0, document("x"), headers: $0.1, $0.2) }
        cases += harmless.enumerated().map { PoisonCase($1.0, document("harmless-\($0)"), headers: $1.1, .accepted) }
        cases += ["ce_specversion", "ce_id", "ce_source", "ce_type"].map { (name: String) in event("without \(name)", without: name, missing) }
        cases += [
            event("version 0.3", with: [("ce_specversion", "0.3")], unsupported), event("version 2.0", with: [("ce_specversion", "2.0")], unsupported),
            event("an empty id", with: [("ce_id", "")], wrong), event("an empty source", with: [("ce_source", "")], wrong),
            event("a time that is none", with: [("ce_time", "yesterday")], wrong), event("a term that is none", with: [("ce_term", "-1")], wrong),
            event("another content type", with: [("content-type", "text/xml")], unsupported),
            event("a type of nobody", with: [("ce_type", "com.example.order")], .refused("message_type_unknown")),
            event("a type of a worker", with: [("ce_type", "modelops.task.completed")], .refused("message_type_unknown")),
            event("a type of a later release", with: [("ce_type", "modelops.job.clone")], .refused("message_type_unknown")),
            event("a whole event", .accepted),
        ]
        let structured = [Record.Header("content-type", "application/cloudevents+json")]
        cases += [
            PoisonCase("a structured event that is a list", "[]", headers: structured, unsupported), PoisonCase("a structured event that is no JSON", "{", headers: structured, invalid),
            PoisonCase("a structured event without attributes", "{}", headers: structured, missing),
            PoisonCase("a structured event with an object for an attribute", #"{"specversion": "1.0", "id": {}}"#, headers: structured, wrong),
            PoisonCase(
                "a structured event with data twice",
                #"{"specversion": "1.0", "id": "1", "source": "/a", "type": "modelops.job.submit", "data": {}, "data_base64": "e30="}"#, headers: structured, wrong),
        ]
        return cases
    }
}
