import FleetCore
import Persistence
import Testing

extension StoreConformance {
    static let leading: [StorePromise] = [
        StorePromise("A deposed coordinator changes nothing") { harness in
            try await harness.withStore { store, first in
                try await store.write("before", as: first) { try $0.insert(StoreSamples.job("job_1")) }
                let second = try await store.claimTerm(holder: "the successor")
                #expect(second > first)
                let error = await expectFleetError {
                    try await store.write("after", as: first) { try $0.insert(StoreSamples.job("job_2")) }
                }
                #expect(error?.code == "deposed")
                #expect(error?.disposition == .fatal)
                await #expect(throws: FleetError.self) { try await store.heartbeat(first) }
                try await store.expect(nil) { try $0.job(JobID("job_2")) }
                try await store.write("the new reign", as: second) { try $0.insert(StoreSamples.job("job_3")) }
            }
        },
        StorePromise("every claim raises the term by one, and the reigns are kept") { harness in
            try await harness.withStore { store, first in
                let second = try await store.claimTerm(holder: "b")
                let third = try await store.claimTerm(holder: "c")
                #expect([first, second, third] == [Term(1), Term(2), Term(3)])
                #expect(try await store.read { try $0.terms(limit: 10) }.map(\.holder) == ["c", "b", "the suite"])
                #expect(try await store.observeLeadership().holder == "c")
            }
        },
        StorePromise("a heartbeat makes the counter grow, which a standby sees") { harness in
            try await harness.withStore { store, term in
                let before = try await store.observeLeadership()
                #expect(before.term == term)
                try await store.heartbeat(term)
                try await store.heartbeat(term)
                #expect(try await store.observeLeadership().beats == before.beats + 2)
            }
        },
        StorePromise("ending the sessions of a former reign leaves the store usable") { harness in
            try await harness.withStore { store, term in
                try await store.write("before", as: term) { try $0.insert(StoreSamples.job("job_1")) }
                try await store.endSessions(of: Term(term.number - 1))
                try await store.write("after", as: term) { try $0.insert(StoreSamples.job("job_2")) }
                #expect(try await store.read { try $0.unfinishedJobs(limit: 10) }.count == 2)
            }
        },
        StorePromise("the fleet's id is kept") { harness in
            try await harness.withStore { store, term in
                try await store.expect(nil) { try $0.fleet() }
                let fleet = FleetRow(id: FleetID("fleet_1"), createdAt: StoreSamples.time)
                try await store.write("found", as: term) { try $0.insert(fleet) }
                try await store.expect(fleet) { try $0.fleet() }
            }
        },
    ]
}
