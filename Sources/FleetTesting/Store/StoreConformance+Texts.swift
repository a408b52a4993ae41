import FleetCore
import Persistence
import Testing

extension StoreConformance {
    static let texts: [StorePromise] = [
        StorePromise("odd texts come back byte for byte") { harness in
            try await harness.withStore { store, term in
                let odd = [
                    "", " ", "'; DROP TABLE jobs; --", "?", "$1", "\\", "\"", "e\u{301}", "\u{e9}", "\u{feff}", "\u{202e}abc", "\u{fffd}",
                    "\u{1f469}\u{200d}\u{1f52c}", "\u{10ffff}", "\u{1}\u{1f}\u{7f}", "\r\n\t", String(repeating: "\u{4e2d}", count: 100_000),
                ]
                for text in odd {
                    var job = StoreSamples.job("job_\(harness.identifiers.make(""))")
                    (job.document, job.waitingFrees) = (text, text)
                    try await store.write("add", as: term) { [job] in try $0.insert(job, labels: ["odd": String(text.prefix(20))]) }
                    let found = try await store.read { [id = job.id] in try $0.job(id) }
                    #expect(found.map { Array($0.document.utf8) } == Array(text.utf8))
                    #expect(found?.waitingFrees.map { Array($0.utf8) } == Array(text.utf8))
                }
            }
        },
        StorePromise("a label that no index can hold is refused, and says so") { harness in
            try await harness.withStore { store, term in
                let error = await expectFleetError {
                    try await store.write("add", as: term) {
                        try $0.insert(StoreSamples.job("job_1"), labels: ["note": String(repeating: "x", count: 100_000)])
                    }
                }
                #expect(error?.code == "text_too_long")
                try await store.expect(nil) { try $0.job(JobID("job_1")) }
            }
        },
        StorePromise("a text with U+0000 is refused, and says so") { harness in
            try await harness.withStore { store, term in
                var job = StoreSamples.job("job_1")
                job.name = "a\u{0}b"
                let error = await expectFleetError { try await store.write("add", as: term) { [job] in try $0.insert(job) } }
                #expect(error?.code == "text_with_nul")
                #expect(error?.disposition == .rejected)
            }
        },
        StorePromise("texts are told apart and ordered by their bytes, not by a language") { harness in
            try await harness.withStore { store, term in
                let names = ["Z", "a", "B", "\u{e9}", "e\u{301}", "_", "ab", "a b", "10", "9"]
                try await store.write("add", as: term) { transaction in
                    for name in names {
                        try transaction.insert(
                            ModelVersionRow(
                                tenant: StoreSamples.tenant, name: name, version: 1, job: JobID("job_1"), datasetVersion: "ds_1", artifact: "{}",
                                verdict: "passed", createdAt: StoreSamples.time))
                    }
                }
                let found = try await store.read { try $0.models(of: StoreSamples.tenant) }.map { Array($0.name.utf8) }
                #expect(found == names.map { Array($0.utf8) }.sorted { $0.lexicographicallyPrecedes($1) })
            }
        },
        StorePromise("bodies are bytes: any of them, none of them, or no body at all") { harness in
            try await harness.withStore { store, term in
                let bodies: [[UInt8]?] = [nil, [], [0], Array(0...255), Array(repeating: 0x5C, count: 2 << 20)]
                try await store.write("tell", as: term) { transaction in
                    for body in bodies { try transaction.enqueue(OutboxRow(topic: "t", body: body, createdAt: StoreSamples.time)) }
                }
                #expect(try await store.read { try $0.unsentOutbox(limit: 9) }.map(\.body) == bodies)
            }
        },
        StorePromise("numbers keep their whole range") { harness in
            try await harness.withStore { store, term in
                for (number, value) in [Int64.min, -1, 0, 1, .max].enumerated() {
                    var job = StoreSamples.job("job_\(number)")
                    job.spentMicros = value
                    try await store.write("add", as: term) { [job] in try $0.insert(job) }
                    try await store.expect(value) { [id = job.id] in try $0.job(id)?.spentMicros }
                }
            }
        },
    ]
}
