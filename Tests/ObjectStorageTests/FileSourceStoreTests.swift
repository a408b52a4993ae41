import FleetCore
import FleetTesting
import Foundation
import ObjectStorage
import Testing

@Suite struct FileSourceStoreTests {
    private func withFolder(_ body: (String) async throws -> Void) async throws {
        let folder = NSTemporaryDirectory() + "modelops-sources-\(ProcessInfo.processInfo.globallyUniqueString)"
        try FileManager.default.createDirectory(atPath: folder + "/open", withIntermediateDirectories: true)
        try FileManager.default.createDirectory(atPath: folder + "/closed", withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await body(folder)
    }

    private func write(_ text: String, _ path: String) throws { try Data(text.utf8).write(to: URL(fileURLWithPath: path)) }

    private func read(_ store: FileSourceStore, _ file: SourceFile, from offset: Int64 = 0) async throws -> String {
        let reader = try await store.reader(of: file, from: offset)
        var bytes: [UInt8] = []
        while let piece = try await reader.next() { bytes += piece }
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func aPatternNamesFilesInOrder() async throws {
        try await withFolder { folder in
            for name in ["t-2.jsonl", "t-10.jsonl", "u.jsonl"] { try write(name, "\(folder)/open/\(name)") }
            let store = FileSourceStore(roots: [folder + "/open"])
            let files = try await store.files(of: "file://\(folder)/open/t-*.jsonl")
            #expect(files.map { ($0.uri as NSString).lastPathComponent } == ["t-10.jsonl", "t-2.jsonl"])
            #expect(try await read(store, files[0], from: 2) == "10.jsonl")
        }
    }

    @Test func nothingOutsideTheRootsIsReadEvenThroughALink() async throws {
        try await withFolder { folder in
            try write("secret", folder + "/closed/s")
            try FileManager.default.createSymbolicLink(atPath: folder + "/open/link", withDestinationPath: folder + "/closed/s")
            let store = FileSourceStore(roots: [folder + "/open"])
            for uri in ["file://\(folder)/closed/s", "file://\(folder)/open/../closed/s", "file://\(folder)/open/link", "file://\(folder)/open/%2e%2e/closed/s"] {
                #expect((await expectFleetError { try await store.files(of: uri) })?.code == "source_refused", "\(uri)")
            }
        }
    }

    /// What lies outside, or is hidden, is refused alike whether it is there or not.
    @Test func nothingOutsideOrHiddenCanBeProbed() async throws {
        try await withFolder { folder in
            let hidden = folder + "/open/.modelops"
            try FileManager.default.createDirectory(atPath: hidden, withIntermediateDirectories: true)
            for path in [folder + "/closed/s", hidden + "/token", folder + "/open/.env"] { try write("secret", path) }
            try FileManager.default.createSymbolicLink(atPath: folder + "/open/fleet", withDestinationPath: hidden)
            try FileManager.default.createSymbolicLink(atPath: folder + "/open/out", withDestinationPath: folder + "/closed")
            let store = FileSourceStore(roots: [folder + "/open"])
            let names = [
                "closed/s", "closed/none", "closed/*", "none/*", "open/.modelops/token", "open/.modelops/none", "open/.modelops/*", "open/.env",
                "open/fleet/token", "open/fleet/*", "open/out/*", "open/./x", "open/../open/x", "*/s", "open-other/*",
            ]
            for name in names {
                let error = await expectFleetError { try await store.files(of: "file://\(folder)/\(name)") }
                #expect(error?.code == "source_refused" && error?.hint != nil, "\(name)")
            }
            try write("data", folder + "/open/.hidden.jsonl")
            #expect((await expectFleetError { try await store.files(of: "file://\(folder)/open/*.jsonl") })?.code == "source_missing")
        }
    }

    @Test func wildcardsStandForNamesOfFilesOnly() async throws {
        try await withFolder { folder in
            try FileManager.default.createDirectory(atPath: folder + "/open/a[1]", withIntermediateDirectories: true)
            try write("x", folder + "/open/a[1]/100%25.jsonl")
            let store = FileSourceStore(roots: [folder])
            for pattern in ["*/100.jsonl", "open/a?1]/*.jsonl", "o*/x/y.jsonl"] {
                let error = await expectFleetError { try await store.files(of: "file://\(folder)/\(pattern)") }
                #expect(error?.code == "source_refused" && error?.hint?.contains("name of the file") == true, "\(pattern)")
            }
            let file = try #require(try await store.files(of: "file://\(folder)/open/a[1]/*.jsonl").first)
            #expect(try await read(store, file) == "x")
        }
    }

    @Test func aSourceThatChangedIsNotMixedIn() async throws {
        try await withFolder { folder in
            try write("before", folder + "/open/a")
            let store = FileSourceStore(roots: [folder])
            let file = try #require(try await store.files(of: "file://\(folder)/open/a").first)
            try write("after it changed", folder + "/open/a")
            #expect((await expectFleetError { try await store.reader(of: file, from: 0) })?.code == "source_changed")
        }
    }

    @Test func aMissingSourceSchemeOrFolderIsRefusedWithTheNextStep() async throws {
        try await withFolder { folder in
            let policy = SourcePolicy(files: FileSourceStore(roots: [folder]))
            let cases = [
                ("file://\(folder)/nothing", "source_missing"), ("file://\(folder)/open", "source_unreadable"), ("file://\(folder)/x-*", "source_missing"),
                ("s3://bucket/k", "source_refused"), ("gs://bucket/k", "not_available_yet"), ("https://example.com/x", "source_refused"), ("ftp://x/y", "source_refused"), ("plain", "source_refused"),
            ]
            for (uri, code) in cases {
                let error = await expectFleetError { try await policy.files(of: uri) }
                #expect(error?.code.rawValue == code && error?.disposition == .rejected, "\(uri)")
            }
        }
    }
}
