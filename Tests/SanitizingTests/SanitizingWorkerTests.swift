import FleetCore
import Foundation
import Sanitizing
import Testing

@Suite struct SanitizingWorkerTests {
    private let none = SanitizationPlan.SplitShares(validation: 0, test: 0)

    private func tickets(_ count: Int) -> String {
        (0..<count).map {
            "{\"body\": \"ticket \($0 % 900) \\u00e4 from user\($0 % 7)@example.org\", \"queue\": \"q\($0 % 3)\", \"customer\": \"c\($0 % 40)\"}\n"
        }.joined()
    }

    private let fields = SanitizationPlan.Fields(prompt: "Q: {body}", completion: "queue")

    @Test func theResultIsTheSameForEveryShardSizeAndRepetition() async throws {
        let bench = try SanitizingBench()
        defer { bench.clear() }
        let lines = tickets(1000) + "not json\n\r\n{\"body\": 3}\r\n"
        let csv = "body,queue,customer\n" + (0..<200).map { "\"multi\nline \($0), \"\"quoted\"\"\",q,c\($0 % 9)\n" }.joined()
        let plan = SanitizationPlan(
            sources: [try bench.write(lines, to: "a.jsonl"), try bench.write(csv, to: "b.csv")], fields: fields,
            split: .init(validation: 0.1, test: 0.2, seed: 7, groupBy: "customer"))
        var seen: [SanitizeOutput] = []
        for (index, size) in [Int64(1 << 30), 1 << 30, 997, 5000].enumerated() {
            seen.append(try await bench.sanitize(plan, shardBytes: size, as: "run\(index)"))
        }
        for output in seen {
            #expect(output.dataset.id == seen[0].dataset.id)
            #expect(output.counts == seen[0].counts)
            #expect(output.report.sha256 == seen[0].report.sha256)
            #expect(output.quarantine.map(\.sha256) == seen[0].quarantine.map(\.sha256))
            #expect(output.dataset.test.shards.map(\.sha256) == seen[0].dataset.test.shards.map(\.sha256))
        }
        #expect(seen[0].counts.read == 1202)
        #expect(seen[0].counts.dropped == ["invalid_json": 1, "missing_field": 1, "duplicate": 100])
        let quarantine = try await bench.text(seen[0].quarantine)
        #expect(quarantine.contains("\"line\":1001") && quarantine.contains("\"line\":1003"))
    }

    @Test func rowsOfAGroupStayTogetherAndSharesAreExact() async throws {
        let bench = try SanitizingBench()
        defer { bench.clear() }
        let plan = SanitizationPlan(
            sources: [try bench.write(tickets(400), to: "a.jsonl")], fields: .init(prompt: "{customer}: {body}", completion: "queue"),
            split: .init(validation: 0.1, test: 0.25, seed: 3, groupBy: "customer"))
        let output = try await bench.sanitize(plan)
        func groups(_ split: DatasetVersion.Split) async throws -> Set<String> {
            Set(try await bench.rows(split).map { String($0[0].prefix { $0 != ":" }) })
        }
        let (train, validation, test) = (
            try await groups(output.dataset.train), try await groups(output.dataset.validation), try await groups(output.dataset.test)
        )
        #expect(test.count == 10 && validation.count == 4 && train.count == 26)
        #expect(train.isDisjoint(with: test) && train.isDisjoint(with: validation) && test.isDisjoint(with: validation))
    }

    @Test func duplicatesGoAcrossShardsAndTheFirstStays() async throws {
        let bench = try SanitizingBench()
        defer { bench.clear() }
        let text = (0..<50).map { "{\"prompt\": \"p\($0 % 10)\", \"completion\": \"c\"}\n" }.joined()
        var plan = SanitizationPlan(sources: [try bench.write(text, to: "a.jsonl")], fields: nil, split: none)
        let output = try await bench.sanitize(plan, shardBytes: 100)
        #expect(try await bench.rows(output.dataset.train).map { $0[0] } == (0..<10).map { "p\($0)" })
        #expect(output.counts.dropped == ["duplicate": 40] && output.counts.kept == 10)
        plan.removeDuplicates = false
        let kept = try await bench.sanitize(plan, as: "b")
        #expect(kept.dataset.train.rows == 50)
        let ids = try await bench.text(kept.dataset.train.shards).split(separator: "\n").map { $0.suffix(40) }
        #expect(Set(ids).count == 50, "rows that read the same still have ids of their own")
    }

    @Test func noCanaryIsLeftAnywhereEvenInQuarantine() async throws {
        let bench = try SanitizingBench()
        defer { bench.clear() }
        let canaries = [
            "canary.person@example.org", "Kanaria Vogel", "4111 1111 1111 1111", "AKIAIOSFODNN7CANARY1", "203.0.113.77",
            "DE89 3704 0044 0532 0130 00",
        ]
        let body =
            "Kanaria Vogel <canary.person@example.org> paid 4111 1111 1111 1111, key AKIAIOSFODNN7CANARY1, 203.0.113.77, DE89 3704 0044 0532 0130 00."
        let text = "{\"prompt\": \"\(body)\", \"completion\": \"ok\"}\n{\"prompt\": \"\(body)\"}\n"
        var plan = SanitizationPlan(sources: [try bench.write(text, to: "a.jsonl")], fields: nil, split: none, maximumInvalid: 1)
        let output = try await bench.sanitize(plan)
        #expect(try await bench.rows(output.dataset.train)[0][0] == "[PERSON] <[EMAIL]> paid [CARD], key [SECRET], [IP], [IBAN].")
        let visible =
            try await bench.text(output.dataset.train.shards + [output.report, output.dataset.manifest] + output.quarantine) + bench.lines.all.withLock { $0.joined() }
        for canary in canaries { #expect(!visible.contains(canary), "\(canary)") }
        #expect(output.counts.redacted == ["person": 1, "email": 1, "card": 1, "ip": 1, "iban": 1, "secret": 1] && output.counts.rowsWithPII == 1)
        plan.pii = .drop
        await #expect { try await bench.sanitize(plan, as: "drop") } throws: { ($0 as? FleetError)?.code == "no_rows" }
        plan.pii = .keep
        let kept = try await bench.sanitize(plan, as: "keep")
        #expect(try await bench.everyRow(kept)[0][0] == body)
        #expect(try await bench.text(kept.quarantine).contains(canaries[0]))
    }

    @Test func aQuarantineLineHidesWhatStandsAcrossItsEndOrIsEscaped() async throws {
        let bench = try SanitizingBench()
        defer { bench.clear() }
        let filling = String(repeating: "x ", count: 1006)
        let text = "{\"prompt\": \"j\\u0061ne\\u0040example.org \(filling) jane.doe.canary@example.org\"}\n{\"prompt\": \"a\", \"completion\": \"b\"}\n"
        let plan = SanitizationPlan(sources: [try bench.write(text, to: "a.jsonl")], fields: nil, split: none, maximumInvalid: 1)
        let output = try await bench.sanitize(plan)
        let quarantine = try await bench.text(output.quarantine)
        #expect(quarantine.contains("\"line\":1") && quarantine.contains("[EMAIL] x") && quarantine.contains("x  [EMAIL]"))
        #expect(!quarantine.contains("jane") && !quarantine.contains("u0040"))
        #expect(output.counts.redacted.isEmpty, "only what is kept counts")
    }

    @Test func formatsBecomeTheSameConversations() async throws {
        let bench = try SanitizingBench()
        defer { bench.clear() }
        let expected = [["Reset it?", "Yes.\n\nTwice."], ["Why", "So"]]
        let sources = [
            try bench.write(
                "\u{FEFF}{\"prompt\":\"Reset it?\",\"completion\":\"Yes.\\n\\nTwice.\"}\r\n{\"messages\":[{\"role\":\"user\",\"content\":\"Why\"},{\"role\":\"assistant\",\"content\":\"So\"}]}",
                to: "a.jsonl"),
            try bench.write(
                "[ {\"prompt\": \"Reset it?\", \"completion\": \"Yes.\\n\\nTwice.\"},\n {\"prompt\": \"Why\", \"completion\": \"So\"} ]\n",
                to: "a.json"),
            try bench.write("prompt,completion\r\nReset it?,\"Yes.\n\nTwice.\"\r\nWhy,So", to: "a.csv"),
            try bench.write("---\nkind: faq\n---\n# Manual\n\n## Reset it?\n\nYes.\n\nTwice.\n\nWhy\n---\nSo\n", to: "a.md"),
        ]
        for (index, source) in sources.enumerated() {
            let output = try await bench.sanitize(SanitizationPlan(sources: [source], fields: nil, split: none), as: "format\(index)")
            let rows = try await bench.rows(output.dataset.train)
            #expect(rows == expected, "\(source.uri.suffix(8))")
        }
        #expect(try await bench.everyRow(bench.sanitize(SanitizationPlan(sources: sources, fields: nil, split: none), as: "all")).count == 2)
    }

    @Test func everyHeadingOfALongDocumentIsARow() async throws {
        let bench = try SanitizingBench()
        defer { bench.clear() }
        let text = (0..<4000).map { "# h\($0)\n\nb\n" }.joined() + "\nUnder\nlined\n===\nlast\n"
        let plan = SanitizationPlan(sources: [try bench.write(text, to: "a.md")], fields: .init(prompt: "heading", completion: "body"), split: none)
        let output = try await bench.sanitize(plan)
        #expect(output.counts.kept == 4001)
        #expect(try await bench.rows(output.dataset.train).last == ["Under lined", "last"])
    }

    @Test func aMarkdownRowNamesItsByte() async throws {
        let bench = try SanitizingBench()
        defer { bench.clear() }
        let plan = SanitizationPlan(
            sources: [try bench.write("intro\n\n# one\n\na\n\n# two\n\nb\n", to: "a.md")], fields: .init(prompt: "none", completion: "body"), split: none,
            maximumInvalid: 1)
        let shards = try await bench.perform("plan", SanitizePlanInput(plan: plan, shardBytes: 1 << 30), as: "plan").spawned
        let output: SanitizeShardOutput = try await bench.perform("shard", try #require(shards.first).input, as: "shard").output.decode()
        let quarantine = try await bench.text([try #require(output.quarantine)])
        #expect(quarantine.contains("\"byte\":7") && quarantine.contains("\"byte\":17"))
    }

    @Test func whatIsWrongIsToldWithItsPlace() async throws {
        let bench = try SanitizingBench()
        defer { bench.clear() }
        let good = try bench.write("{\"prompt\": \"a\", \"completion\": \"b\"}\n", to: "good.jsonl")
        let bad = try bench.write("{\"prompt\": 1}\n{\"prompt\": {}, \"completion\": \"b\"}\n[]\n{\n", to: "bad.jsonl")
        var runs = 0
        func failure(_ plan: SanitizationPlan) async -> (String, String?) {
            do {
                runs += 1
                _ = try await bench.sanitize(plan, as: "run\(runs)")
                return ("none", nil)
            } catch {
                return ((error as? FleetError)?.code.rawValue ?? "\(error)", (error as? FleetError)?.path)
            }
        }
        let missing = SanitizationPlan.Source(uri: "file://\(bench.folder)/none.jsonl")
        #expect(await failure(.init(sources: [good, missing], fields: nil)) == ("source_missing", "dataset.sources[1]"))
        #expect(await failure(.init(sources: [.init(uri: good.uri, format: "xml")], fields: nil)) == ("unknown_format", "dataset.sources[0].format"))
        #expect(await failure(.init(sources: [.init(uri: "ftp://x/y.csv")], fields: nil)).0 != "none")
        #expect(await failure(.init(sources: [good], fields: .init(prompt: "{a", completion: "b"))) == ("template_invalid", "dataset.fields.prompt"))
        #expect(
            await failure(.init(sources: [good], fields: .init(prompt: "prompt", completion: "b"), stripKeys: ["prompt"])) == (
                "stripped_column", "sanitize.strip_keys"
            ))
        #expect(await failure(.init(sources: [bad], fields: nil)) == ("too_many_invalid_rows", "sanitize.max_invalid"))
        #expect(await failure(.init(sources: [bad], fields: nil, maximumInvalid: 1)) == ("no_rows", "dataset.fields"))
        let tooLong = await failure(.init(sources: [good], fields: nil, length: .init(max: 1, unit: .bytes)))
        #expect(tooLong == ("no_rows", "sanitize.length.max"))
        let twice = try bench.write("prompt,completion,prompt\na,b,c\n", to: "twice.csv")
        #expect(await failure(.init(sources: [twice], fields: nil)) == ("column_twice", "dataset.sources"))
    }

    @Test(arguments: [
        (SanitizationPlan.Fields(prompt: "text", completion: "queue"), nil as String?, "dataset.fields", "the column text is missing"),
        (SanitizationPlan.Fields(prompt: "body", completion: "queue"), "customer", "dataset.split.group_by", "the column customer is missing"),
    ])
    func aMissingColumnIsNamedWithThoseThatAreThere(
        _ fields: SanitizationPlan.Fields, _ group: String?, _ path: String, _ words: String
    ) async throws {
        let bench = try SanitizingBench()
        defer { bench.clear() }
        let source = try bench.write("{\"body\": \"a\", \"queue\": \"b\", \"ada@example.org\": 1}\n", to: "a.jsonl")
        let plan = SanitizationPlan(sources: [source], fields: fields, split: .init(groupBy: group), maximumInvalid: 1)
        await #expect {
            try await bench.sanitize(plan)
        } throws: { error in
            let hint = (error as? FleetError)?.hint ?? ""
            return (error as? FleetError)?.path == path && hint.contains(words) && hint.contains("body, queue") && !hint.contains("@")
        }
    }

    /// The peak is the whole process's: it says something only where no other test runs beside.
    @Test(.enabled(if: ProcessInfo.processInfo.environment["MODELOPS_TEST_MEMORY"] != nil, "MODELOPS_TEST_MEMORY is not set: this test runs alone"))
    func aStreamOfFiftyMegabytesStaysInSmallMemory() async throws {
        let bench = try SanitizingBench()
        defer { bench.clear() }
        let path = bench.folder + "/big.jsonl"
        #expect(FileManager.default.createFile(atPath: path, contents: nil))
        let file = try #require(FileHandle(forWritingAtPath: path))
        for piece in 0..<400 {
            var text = ""
            for row in 0..<10 {
                text +=
                    "{\"prompt\": \"\(piece)-\(row) jane\(row)@example.org \(String(repeating: "lorem ipsum ", count: 1050))\", \"completion\": \"x\"}\n"
            }
            try file.write(contentsOf: Data(text.utf8))
        }
        try file.close()
        let before = try highWaterMark()
        let plan = SanitizationPlan(sources: [.init(uri: "file://" + path)], fields: nil, split: none)
        let output = try await bench.sanitize(plan, shardBytes: 16 << 20)
        #expect(output.dataset.train.rows == 4000 && output.counts.redacted["email"] == 4000)
        #expect(try highWaterMark() - before < 60_000, "kilobytes more at the peak")
    }

    /// The peak of the process's memory in kilobytes.
    private func highWaterMark() throws -> Int {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") })
        return try #require(Int(line.filter(\.isNumber)))
    }
}
