import FleetCore
import Foundation
import JSON
import Messaging
import Persistence
import Testing

@testable import Coordination

@Suite("Dead letters are listed without what they say, and played again once")
struct DeadLetterTests {
    private static let secret = #"{"name": "Ada Lovelace", "contact": "ada@example.org", "#

    private func letters(_ api: APIHarness, _ query: String = "", as key: String = "reader") async throws -> [JSONValue] {
        try await api.call(.get, "/v1/dead-letters\(query)", as: key).body["dead_letters"]?.array ?? []
    }

    private func replay(_ letter: JSONValue, with body: String? = nil, bare: Bool = false, _ api: APIHarness) async throws -> APIHarness.Answer {
        var object: JSONObject = ["bare": .bool(bare)]
        if let body { object["body_base64"] = .string(Data(body.utf8).base64EncodedString()) }
        let id = letter["id"]?.string ?? ""
        return try await api.call(.post, "/v1/dead-letters/\(id)/replay", JSONWriter.compact.text(.object(object)), as: "admin")
    }

    @Test func aListShowsOriginAndReasonAndNothingOfTheMessage() async throws {
        let fleet = try await WholeFleet()
        let api = try await APIHarness(over: fleet)
        try await fleet.send(Self.secret)
        let answer = try await api.call(.get, "/v1/dead-letters", as: "reader")
        let letter = try #require(answer.body["dead_letters"]?[0])
        #expect(letter["origin"] == ["topic": "modelops.jobs", "partition": 0, "offset": 0])
        #expect(letter["reason"] == "json_invalid")
        #expect(letter["state"] == "new")
        #expect(letter["attempt"] == 1)
        #expect(letter["preview"]?.string?.hasPrefix(#"{"xxxx": "Xxx Xxxxxxxx", "xxxxxxx": "xxx@xxxxxxx.xxx""#) == true)
        for word in ["Ada", "ada", "Lovelace", "example"] { #expect(!answer.text.contains(word)) }
    }

    @Test func theMessageItselfIsForItsTenantsAdministrators() async throws {
        let fleet = try await WholeFleet()
        let api = try await APIHarness(over: fleet)
        try await fleet.send(Self.secret)
        let id = try #require(try await letters(api).first?["id"]?.string)
        #expect(try await api.call(.get, "/v1/dead-letters/\(id)", as: "submitter").status == 403)
        #expect(try await api.call(.get, "/v1/dead-letters/\(id)", as: "stranger").status == 404)
        #expect(try await api.call(.post, "/v1/dead-letters/\(id)/replay", "{}", as: "stranger").status == 404)
        #expect(try await letters(api, as: "stranger").isEmpty)
        let shown = try await api.call(.get, "/v1/dead-letters/\(id)", as: "admin")
        #expect(shown.body["body"]?["text"]?.string == Self.secret)
    }

    @Test func aMendedMessageIsPlayedAgainOnceHoweverOftenItIsAsked() async throws {
        let fleet = try await WholeFleet()
        let api = try await APIHarness(over: fleet)
        try await fleet.send(Self.secret)
        let letter = try #require(try await letters(api).first)
        let first = try await replay(letter, with: Samples.shortest, api)
        #expect(first.body["sent"] == true)
        try await fleet.bench.settle()
        let again = try await replay(letter, with: Samples.shortest, api)
        #expect(again.body["sent"] == false)
        #expect(try await replay(letter, with: Samples.job(#""timeout": "1h""#), api).status == 409)
        try await fleet.work()
        #expect(try await fleet.jobs().map(\.state) == [.succeeded])
        #expect(try await letters(api, "?state=replayed").count == 1)
        #expect(try await letters(api, "?state=new").isEmpty)
        let audit = try await api.call(.get, "/v1/audit/verify", as: "reader").body
        #expect(audit["intact"] == true)
    }

    @Test func aReplayThatReachesTheTopicTwiceHasOneEffect() async throws {
        let fleet = try await WholeFleet()
        let api = try await APIHarness(over: fleet)
        try await fleet.send(Self.secret)
        let letter = try #require(try await letters(api).first)
        // Without a key, two copies under two identities would be two jobs once the first is over.
        _ = try await replay(letter, with: Samples.shortest, api)
        try await fleet.bench.settle()
        try await fleet.work()
        let sent = try #require(fleet.bench.broker.records(in: "modelops.jobs").last)
        try await fleet.send(Samples.shortest, headers: sent.headers)
        try await fleet.work()
        #expect(try await fleet.jobs().count == 1)
    }

    @Test func whatIsStillBadComesBackWithTheNextAttempt() async throws {
        let fleet = try await WholeFleet()
        let api = try await APIHarness(over: fleet)
        try await fleet.send(Self.secret)
        let first = try #require(try await letters(api).first)
        #expect(try await replay(first, api).body["sent"] == true)
        try await fleet.bench.settle()
        #expect(try await replay(first, api).body["sent"] == false)
        try await fleet.bench.settle()
        let second = try #require(try await letters(api, "?state=new").first)
        #expect(second["attempt"] == 2)
        #expect(second["replay_of"] == first["id"])
        #expect(try await replay(second, with: "[", api).body["sent"] == true)
        try await fleet.bench.settle()
        let all = try await letters(api)
        #expect(all.map { $0["attempt"]?.integer ?? 0 }.sorted() == [1, 2, 3])
        #expect(try await fleet.jobs().isEmpty)
    }

    @Test func aMessageWithAnIdOfItsOwnIsNoDuplicateOfItself() async throws {
        let fleet = try await WholeFleet()
        let api = try await APIHarness(over: fleet)
        let headers = [
            Record.Header("ce_specversion", "1.0"), Record.Header("ce_id", "order-7"), Record.Header("ce_source", "/crm"),
            Record.Header("ce_type", "modelops.job.submit"),
        ]
        try await fleet.send(#"{"name": 7}"#, headers: headers)
        let letter = try #require(try await letters(api).first)
        #expect(letter["reason"] == "wrong_type")
        _ = try await replay(letter, with: Samples.shortest, api)
        try await fleet.bench.settle()
        #expect(try await fleet.jobs().count == 1)
    }

    @Test func headersThatWereRefusedAreLeftOut() async throws {
        let fleet = try await WholeFleet()
        let api = try await APIHarness(over: fleet)
        try await fleet.send(Samples.shortest, headers: [Record.Header("ce_id", "1"), Record.Header("ce_id", "2")])
        let letter = try #require(try await letters(api).first)
        #expect(letter["reason"] == "envelope_header_duplicate")
        _ = try await replay(letter, bare: true, api)
        try await fleet.bench.settle()
        #expect(try await fleet.jobs().count == 1)
    }

    @Test func aWorkersLetterIsKnownOnceAndNotPlayedAgain() async throws {
        let fleet = try await WholeFleet()
        let api = try await APIHarness(over: fleet)
        let record = Record(
            source: TopicPartition(topic: "modelops.tasks.train", partition: 1), offset: 4, key: nil, value: [0xFF], headers: [],
            timestamp: fleet.bench.clock.wallTime())
        let surroundings = fleet.bench.coordinator.surroundings
        let outgoing = DeadLetter(record, reason: "json_invalid_utf8").record(
            writer: surroundings.codec.writer, clock: surroundings.clock, identifiers: surroundings.identifiers)
        // Written twice, as a forwarder or a producer does after a crash; and a stranger's record lies between.
        try await fleet.send("hello", topic: FleetTopics.deadLetters)
        for _ in 0..<2 {
            try await fleet.send(
                String(decoding: outgoing.value ?? [], as: UTF8.self), topic: FleetTopics.deadLetters, headers: outgoing.headers)
        }
        let found = try await letters(api)
        #expect(found.count == 1)
        #expect(found.first?["origin"]?["offset"] == 4)
        #expect(try await replay(try #require(found.first), api).status == 409)
    }

    @Test func aParkedLetterIsOutOfTheWay() async throws {
        let fleet = try await WholeFleet()
        let api = try await APIHarness(over: fleet)
        try await fleet.send(Self.secret)
        let id = try #require(try await letters(api).first?["id"]?.string)
        #expect(try await api.call(.post, "/v1/dead-letters/\(id)/park", "{}", as: "admin").status == 400)
        let parked = try await api.call(.post, "/v1/dead-letters/\(id)/park", #"{"reason": "sent again by hand"}"#, as: "admin")
        #expect(parked.body["state"] == "parked")
        #expect(try await letters(api, "?state=new").isEmpty)
        #expect(try await fleet.bench.coordinator.figures().newDeadLetters == 0)
    }

    @Test func aLongListComesInPages() async throws {
        let fleet = try await WholeFleet()
        let api = try await APIHarness(over: fleet)
        for _ in 0..<5 { try await fleet.send("{") }
        var seen: Set<String> = []
        var cursor = ""
        for _ in 0..<3 {
            let page = try await api.call(.get, "/v1/dead-letters?limit=2\(cursor)", as: "reader").body
            for letter in page["dead_letters"]?.array ?? [] { seen.insert(letter["id"]?.string ?? "") }
            cursor = page["cursor"]?.string.map { "&cursor=\($0)" } ?? ""
        }
        #expect(seen.count == 5)
        #expect(cursor.isEmpty)
    }
}
