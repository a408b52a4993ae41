import FleetCore
import Persistence
import Testing

extension StoreConformance {
    static let messages: [StorePromise] = [
        StorePromise("the outbox gives messages in the order of their numbers, until they are marked as sent") { harness in
            try await harness.withStore { store, term in
                for number in 0..<70 {
                    try await store.write("tell", as: term) { try $0.enqueue(StoreSamples.message("job_1", body: String(number))) }
                }
                let rows = try await store.read { try $0.unsentOutbox(limit: 100) }
                #expect(rows.map { String(decoding: $0.body ?? [], as: UTF8.self) } == (0..<70).map(String.init))
                #expect(rows.map(\.id) == rows.map(\.id).sorted())
                // All but one: a row that was passed over is found again by its state.
                let sent = rows.map(\.id).filter { $0 != rows[3].id }
                try await store.write("sent", as: term) { try $0.markSent(sent) }
                #expect(try await store.read { try $0.unsentOutbox(limit: 100) }.map(\.id) == [rows[3].id])
                // A number is never given twice, also after its row is gone.
                try await store.write("tell", as: term) { try $0.enqueue(StoreSamples.message("job_1", body: "x")) }
                let after = try await store.read { try $0.unsentOutbox(limit: 100) }
                let next = try #require(after.last?.id)
                #expect(next > (rows.last?.id ?? .max))
            }
        },
        StorePromise("a parked message keeps its reason and goes again when it is let go") { harness in
            try await harness.withStore { store, term in
                try await store.write("tell", as: term) { transaction in
                    try transaction.enqueue(OutboxRow(topic: "t", partition: 3, body: nil, job: JobID("job_1"), createdAt: StoreSamples.time))
                }
                let waiting = try await store.read { try $0.unsentOutbox(limit: 9) }
                let id = try #require(waiting.first?.id)
                try await store.write("park", as: term) {
                    try $0.countTry(id)
                    try $0.park(id, error: "too large")
                }
                #expect(try await store.read { try $0.unsentOutbox(limit: 9) }.isEmpty)
                let parked = try await store.read { try $0.parkedOutbox(limit: 9) }
                #expect(parked.map(\.error) == ["too large"])
                #expect(parked.map(\.tries) == [2])
                #expect(parked.map(\.body) == [nil])
                try await store.expect([.parked: 1]) { try $0.outboxCounts() }
                try await store.write("unpark", as: term) { try $0.unpark(id) }
                #expect(try await store.read { try $0.unsentOutbox(limit: 9) }.map(\.partition) == [3])
            }
        },
        StorePromise("A duplicate envelope changes nothing: the inbox knows it") { harness in
            try await harness.withStore { store, term in
                let message = InboxRow(messageID: "m1", tenant: StoreSamples.tenant, job: JobID("job_1"), handledAt: StoreSamples.time)
                #expect(try await store.write("first", as: term) { try $0.recordMessage(message) })
                #expect(try await store.write("second", as: term) { try $0.recordMessage(message) } == false)
                try await store.expect(message) { try $0.handledMessage("m1") }
                let later = StoreSamples.time.advanced(by: .seconds(1))
                #expect(try await store.write("forget", as: term) { try $0.forgetMessages(before: later, limit: 10) } == 1)
                try await store.expect(nil) { try $0.handledMessage("m1") }
            }
        },
        StorePromise("offsets are committed with what the records changed") { harness in
            try await harness.withStore { store, term in
                let offset = OffsetRow(topic: "modelops.results", partition: 2, nextOffset: 10, lastDigest: "d", updatedAt: StoreSamples.time)
                try await store.write("apply", as: term) { try $0.setOffset(offset) }
                await #expect(throws: FleetError.self) {
                    try await store.write("refused", as: term) { transaction in
                        var next = offset
                        next.nextOffset = 11
                        try transaction.setOffset(next)
                        throw FleetError("refused", .bug, "on purpose")
                    }
                }
                try await store.expect([offset]) { try $0.offsets() }
                try await store.expect([offset]) { try $0.offsets(of: "modelops.results") }
                try await store.write("forget", as: term) { try $0.forgetOffsets(of: "modelops.results") }
                #expect(try await store.read { try $0.offsets() }.isEmpty)
            }
        },
        StorePromise("a command that came before its job is taken once, by id or by key, or runs out") { harness in
            try await harness.withStore { store, term in
                let late = StoreSamples.time.advanced(by: .seconds(60))
                try await store.write("keep", as: term) { transaction in
                    for (job, key) in [("job_1", nil), (nil, "k"), ("job_2", nil)] as [(String?, String?)] {
                        try transaction.insert(
                            PendingCommandRow(
                                tenant: StoreSamples.tenant, job: job.map { JobID($0) }, idempotencyKey: key, command: #"{"command":"cancel"}"#,
                                createdAt: StoreSamples.time, expiresAt: late))
                    }
                }
                let take: @Sendable () async throws -> Int = {
                    try await store.write("take", as: term) {
                        try $0.takePendingCommands(tenant: StoreSamples.tenant, job: JobID("job_1"), idempotencyKey: "k").count
                    }
                }
                #expect(try await take() == 2)
                #expect(try await take() == 0)
                #expect(try await store.write("early", as: term) { try $0.takeExpiredCommands(now: StoreSamples.time, limit: 9) }.isEmpty)
                #expect(try await store.write("late", as: term) { try $0.takeExpiredCommands(now: late, limit: 9) }.map(\.job) == [JobID("job_2")])
            }
        },
        StorePromise("dead letters are kept once, and bounded in number, size and age") { harness in
            try await harness.withStore { store, term in
                @Sendable func keep(_ number: Int, bytes: Int = 10, tenant: TenantName = StoreSamples.tenant) async throws -> Bool {
                    let letter = DeadLetterRow(
                        id: "dl_\(tenant)_\(number)", tenant: tenant, topic: "modelops.jobs", partition: 0, offset: Int64(number),
                        reason: "json_invalid",
                        sha256: "", originalBytes: bytes, keptBytes: bytes, preview: "", createdAt: StoreSamples.time.advanced(by: .seconds(number)))
                    let content = DeadLetterContentRow(id: letter.id, key: [0], headers: "[]", body: [UInt8](repeating: 0xFF, count: bytes))
                    return try await store.write("keep", as: term) { try $0.keep(letter, content, atMost: 3, bytes: 1000) }
                }
                @Sendable func kept(_ tenant: TenantName = StoreSamples.tenant) async throws -> [Int64] {
                    try await store.read { try $0.deadLetters(of: tenant, limit: 10).map(\.offset) }
                }
                let other = TenantName("other")
                #expect(try await keep(0, tenant: other))
                for number in 1...5 { #expect(try await keep(number)) }
                #expect(try await !keep(5))
                #expect(try await kept() == [5, 4, 3])
                // One that is larger than all the rest may take drives out the rest, and stays.
                #expect(try await keep(6, bytes: 5000))
                #expect(try await kept() == [6])
                for number in 7...8 { #expect(try await keep(number)) }
                #expect(try await kept() == [8, 7])
                #expect(try await kept(other) == [0])
                let body = try await store.read { try $0.deadLetterContent("dl_default_8")?.body }
                #expect(body == [UInt8](repeating: 0xFF, count: 10))
                let before = StoreSamples.time.advanced(by: .seconds(8))
                #expect(try await store.write("forget", as: term) { try $0.forgetDeadLetters(before: before, limit: 10) } == 2)
                #expect(try await kept() == [8])
                try await store.expect(1) { try $0.newDeadLetterCount() }
                try await store.expect(nil) { try $0.deadLetterContent("dl_default_7") }
            }
        },
        StorePromise("an idempotency key is remembered per tenant") { harness in
            try await harness.withStore { store, term in
                let key = IdempotencyRow(tenant: StoreSamples.tenant, key: "k", documentHash: "h", job: JobID("job_1"), createdAt: StoreSamples.time)
                try await store.write("use", as: term) { try $0.insert(key) }
                try await store.expect(key) { try $0.idempotency(tenant: StoreSamples.tenant, key: "k") }
                try await store.expect(nil) { try $0.idempotency(tenant: TenantName("other"), key: "k") }
            }
        },
    ]
}
