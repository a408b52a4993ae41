import FleetCore
import Persistence
import Testing

extension StoreConformance {
    static let transactions: [StorePromise] = [
        StorePromise("a write is whole or not at all") { harness in
            try await harness.withStore { store, term in
                await #expect(throws: Refusal.self) {
                    try await store.write("half", as: term) { transaction in
                        try transaction.insert(StoreSamples.job("job_1"))
                        try transaction.enqueue(StoreSamples.message("job_1", body: "told"))
                        throw Refusal()
                    }
                }
                try await store.expect(nil) { try $0.job(JobID("job_1")) }
                #expect(try await store.read { try $0.unsentOutbox(limit: 10) }.isEmpty)
            }
        },
        StorePromise("what is left for the end of a write is done once, sees all of it, and goes with the part that asked for it") { harness in
            try await harness.withStore { store, term in
                @Sendable func tell(_ name: String, in transaction: StoreTransaction) throws {
                    try transaction.atEnd(name) { transaction in
                        let revision = try transaction.job(JobID("job_1"))?.revision ?? 0
                        try transaction.enqueue(StoreSamples.message("job_1", body: "\(name) \(revision)"))
                    }
                }
                try await store.write("steps", as: term) { transaction in
                    var job = StoreSamples.job("job_1")
                    try transaction.insert(job)
                    for name in ["first", "second", "first"] { try tell(name, in: transaction) }
                    do {
                        try transaction.nested {
                            try tell("third", in: transaction)
                            throw Refusal()
                        }
                    } catch is Refusal {}
                    job.revision = 7
                    try transaction.update(job)
                }
                let told = try await store.read { try $0.unsentOutbox(limit: 10) }.map { String(decoding: $0.body ?? [], as: UTF8.self) }
                #expect(told == ["first 7", "second 7"])
                await #expect(throws: Refusal.self) { try await store.write("in vain", as: term) { try $0.atEnd("it") { _ in throw Refusal() } } }
                await #expect(throws: FleetError.self) { try await store.read { try tell("first", in: $0) } }
            }
        },
        StorePromise("a failing write does not take its neighbours with it") { harness in
            try await harness.withStore { store, term in
                // All are in the queue at once, so that some share a transaction.
                let failed = await withTaskGroup(of: Int?.self) { group in
                    for number in 0..<60 {
                        group.addTask {
                            do {
                                try await store.write("number \(number)", as: term) { transaction in
                                    try transaction.insert(StoreSamples.job("job_\(number)"))
                                    if number % 3 == 0 { throw Refusal() }
                                    // A statement that the database refuses is undone the same way.
                                    if number % 3 == 1 { try transaction.insert(StoreSamples.job("job_\(number)")) }
                                }
                                return nil
                            } catch {
                                return number
                            }
                        }
                    }
                    return await group.reduce(into: Set<Int>()) { if let number = $1 { $0.insert(number) } }
                }
                #expect(failed == Set((0..<60).filter { $0 % 3 != 2 }))
                let there = try await store.read { try $0.unfinishedJobs(limit: 100) }.map(\.id.rawValue)
                #expect(Set(there) == Set((0..<60).filter { $0 % 3 == 2 }.map { "job_\($0)" }))
            }
        },
        StorePromise("writes that read and then change follow one another") { harness in
            try await harness.withStore { store, term in
                try await store.write("add", as: term) { try $0.insert(StoreSamples.job("job_1")) }
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for _ in 0..<80 {
                        group.addTask {
                            try await store.write("count", as: term) { transaction in
                                guard var job = try transaction.lockJob(JobID("job_1")) else { throw Refusal() }
                                job.revision += 1
                                try transaction.update(job)
                            }
                        }
                    }
                    try await group.waitForAll()
                }
                try await store.expect(80) { try $0.job(JobID("job_1"))?.revision }
            }
        },
        StorePromise("a read sees what is committed, whole, and can change nothing") { harness in
            try await harness.withStore { store, term in
                try await store.write("add", as: term) { try $0.insert(StoreSamples.job("job_1")) }
                await #expect(throws: FleetError.self) { try await store.read { try $0.insert(StoreSamples.job("job_2")) } }
                #expect(try await store.read { try $0.unfinishedJobs(limit: 10) }.count == 1)
                // Two rows that every write keeps equal are never seen apart.
                try await store.write("second", as: term) { try $0.insert(StoreSamples.job("job_2")) }
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for number in 1...20 {
                        group.addTask {
                            try await store.write("both", as: term) { transaction in
                                for var job in try transaction.unfinishedJobs(limit: 10) {
                                    job.revision = Int64(number)
                                    try transaction.update(job)
                                }
                            }
                        }
                        group.addTask {
                            let seen = try await store.read { transaction in
                                [try transaction.job(JobID("job_1"))?.revision, try transaction.job(JobID("job_2"))?.revision]
                            }
                            #expect(seen[0] == seen[1])
                        }
                    }
                    try await group.waitForAll()
                }
            }
        },
        StorePromise("a transaction that was carried out of its closure does nothing") { harness in
            try await harness.withStore { store, term in
                let escaped = Escaped()
                try await store.write("leak", as: term) { escaped.transaction = $0 }
                #expect(throws: FleetError.self) { try escaped.transaction?.job(JobID("job_1")) }
            }
        },
        StorePromise("a refused statement ends its write, also where the closure goes on") { harness in
            try await harness.withStore { store, term in
                await #expect(throws: FleetError.self) {
                    try await store.write("stubborn", as: term) { transaction in
                        try transaction.insert(StoreSamples.job("job_1"))
                        do { try transaction.insert(StoreSamples.job("job_1")) } catch {}
                    }
                }
                try await store.expect(nil) { try $0.job(JobID("job_1")) }
            }
        },
        StorePromise("a closed store answers, and says that it is closed") { harness in
            let store = try await harness.make()
            await store.close()
            let error = await expectFleetError { try await store.read { try $0.leadership() } }
            #expect(error?.code == "store_closed")
        },
    ]

    private struct Refusal: Error {}

    // Set by the closure, read after the write has ended: never at the same time.
    private final class Escaped: @unchecked Sendable { var transaction: StoreTransaction? }
}
