import FleetCore
import Providers
import Testing

/// What every fine-tuning provider promises. Run it as a parametrised test:
/// `@Test(arguments: FineTuningConformance.promises) func keeps(_ promise: FineTuningPromise) async throws { try await promise.check(harness) }`
public enum FineTuningConformance {
    public static let promises: [FineTuningPromise] = lives + failures

    private static let intent = IntentKey("task_1/1")

    private static let lives: [FineTuningPromise] = [
        FineTuningPromise("an upload arrives whole, under its name") { harness in
            let file = try await harness.provider.upload(harness.file)
            #expect(!file.id.isEmpty)
            guard case .upload(let fields, let sent) = harness.fake.requests.last?.body else {
                Issue.record("no form arrived")
                return
            }
            #expect(fields == ["purpose": "fine-tune"])
            #expect(sent.name == harness.file.name)
            if let text = harness.uploadedText { #expect(sent.path == text) }
        },
        FineTuningPromise("what was created is found by its intent, and nothing else is") { harness in
            #expect(try await harness.provider.find(intent) == nil)
            let handle = try await harness.created(intent)
            #expect(try await harness.provider.find(intent) == handle)
            #expect(try await harness.provider.find(IntentKey("task_1/2")) == nil)
            #expect(harness.fake.creations.map(\.intent) == [intent.rawValue])
        },
        FineTuningPromise("a job is followed to its end, with model, tokens and events") { harness in
            let handle = try await harness.created(intent)
            #expect(try await harness.provider.status(of: handle, events: 5).state == .pending)
            harness.fake.set(handle.id, status: "running")
            #expect(try await harness.provider.status(of: handle, events: 5).state == .running)
            harness.fake.set(handle.id, status: "succeeded", model: "ft:mini:lab")
            let status = try await harness.provider.status(of: handle, events: 5)
            #expect(status.state == .succeeded && status.model == "ft:mini:lab" && status.failure == nil)
            #expect(status.trainedTokens == 1_200)
            #expect(status.events.last?.figures["train_loss"] != nil)
        },
        FineTuningPromise("a failed job says so, and an unknown word is no end") { harness in
            let handle = try await harness.created(intent)
            harness.fake.set(handle.id, status: "distilling")
            #expect(try await harness.provider.status(of: handle, events: 0).state == .unknown)
            harness.fake.set(handle.id, status: "failed")
            let status = try await harness.provider.status(of: handle, events: 0)
            #expect(status.state == .failed && status.failure?.disposition == .permanent)
        },
        FineTuningPromise("a fleet finds what it has made and what still lives, in bounded parts, and nothing of others") { harness in
            var ours = harness.request
            ours.fleetMark = "fleet/1"
            var others = harness.request
            others.fleetMark = "fleet/2"
            for number in 0..<230 { _ = await harness.provider.create(number % 2 == 0 ? ours : others, intent: IntentKey("task_\(number)-1")) }
            _ = try await harness.created(intent)
            for creation in harness.fake.creations.prefix(200) { harness.fake.set(creation.job, status: "succeeded", model: "m") }
            var found: [RemoteObject] = []
            var after: String?
            var parts = 0
            repeat {
                let part = try await harness.provider.living(markedBy: "fleet/1", after: after, pages: 1)
                found += part.objects
                after = part.next
                parts += 1
            } while after != nil && parts < 10
            #expect(after == nil)
            #expect(found.map(\.intent?.rawValue).sorted { $0 ?? "" < $1 ?? "" } == (100..<115).map { "task_\($0 * 2)-1" })
            #expect(Set(found.map(\.id)).count == found.count)
        },
        FineTuningPromise("cancelling twice, or after the end, is no error") { harness in
            let handle = try await harness.created(intent)
            try await harness.provider.cancel(handle)
            try await harness.provider.cancel(handle)
            #expect(try await harness.provider.status(of: handle, events: 0).state == .cancelled)
        },
    ]

    private static let failures: [FineTuningPromise] = [
        FineTuningPromise("a lost answer to a create is unknown, nothing is sent again, and the search adopts the job") { harness in
            harness.fake.onRequest { $0.method == "POST" ? .answerLost : .none }
            guard case .unknown = await harness.provider.create(harness.request, intent: intent) else {
                Issue.record("a lost answer was taken for something else")
                return
            }
            #expect(harness.fake.creations.count == 1)
            let found = try await harness.provider.find(intent)
            #expect(found?.id == harness.fake.creations.first?.job)
        },
        FineTuningPromise("without a connection a create was not sent") { harness in
            guard case .notSent(let error) = await harness.unreachable.create(harness.request, intent: intent) else {
                Issue.record("no connection was taken for something else")
                return
            }
            #expect(error.disposition == .transient)
            #expect(harness.fake.creations.isEmpty)
        },
        FineTuningPromise("a refusal is definite, a failure of the provider is not") { harness in
            for (status, isDefinite) in [(400, true), (401, true), (403, true), (429, true), (408, false), (500, false), (503, false)] {
                harness.fake.onRequest { _ in .answer(FakeOpenAI.failure(status, "refused")) }
                switch await harness.provider.create(harness.request, intent: intent) {
                case .refused: #expect(isDefinite, "\(status)")
                case .unknown: #expect(!isDefinite, "\(status)")
                default: Issue.record("\(status) was taken for something else")
                }
            }
            #expect(harness.fake.creations.isEmpty)
        },
        FineTuningPromise("too many requests say how long to wait, in seconds or as a date") { harness in
            for (text, isAtLeast, isAtMost) in [
                ("7", 7.0, 7.0), ("Fri, 31 Dec 9999 23:59:59 GMT", 60, 3600), ("Thu, 01 Jan 1970 00:00:00 GMT", 0, 0),
            ] {
                harness.fake.onRequest { _ in .answer(FakeOpenAI.failure(429, "rate_limit_exceeded", headers: ["retry-after": text])) }
                let error = await harness.failure { _ = try await harness.provider.find(intent) }
                #expect(error?.disposition == .throttled)
                let seconds = Double(error?.retryAfter?.inMilliseconds ?? -1) / 1000
                #expect(seconds >= isAtLeast && seconds <= isAtMost, "\(text): \(seconds)")
            }
        },
        FineTuningPromise("an answer that cannot be read is never an empty search, and leaves a create open") { harness in
            let bodies = [Array("".utf8), Array("<html>".utf8), Array("{\"data\": 7}".utf8), Array("{\"data\":[".utf8), [0xFF, 0xFE]]
            for body in bodies + [[UInt8](repeating: UInt8(ascii: " "), count: 5 << 20)] {
                harness.fake.onRequest { _ in .answer(ProviderResponse(status: 200, body: body)) }
                let error = await harness.failure { _ = try await harness.provider.find(intent) }
                #expect(error != nil, "\(body.count) bytes")
                guard case .unknown = await harness.provider.create(harness.request, intent: intent) else {
                    Issue.record("\(body.count) bytes were taken for an answer")
                    return
                }
            }
        },
    ]
}
