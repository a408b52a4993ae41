import CHyperscan
import FleetCore
import Glibc

/// Many expressions compiled into one automaton: a text is passed once, in linear time, whatever it holds.
public final class PatternDatabase: @unchecked Sendable {
    // @unchecked: the database is never changed after `init`; the engine lets any number of threads read it, each with its own scratch.
    fileprivate let database: OpaquePointer

    /// - Throws: `FleetError` `pattern_invalid` (bug) with the engine's words.
    public init(_ patterns: [String]) throws {
        var database: OpaquePointer?
        var failure: UnsafeMutablePointer<hs_compile_error_t>?
        let texts = patterns.map { strdup($0) }
        defer { texts.forEach { free($0) } }
        let pointers: [UnsafePointer<CChar>?] = texts.map { UnsafePointer($0) }
        let flags = [UInt32](repeating: UInt32(HS_FLAG_DOTALL), count: patterns.count)
        let identifiers = patterns.indices.map { UInt32($0) }
        let result = hs_compile_multi(
            pointers, flags, identifiers, UInt32(patterns.count), UInt32(HS_MODE_BLOCK), nil, &database, &failure)
        guard result == HS_SUCCESS, let database else {
            let reason = failure?.pointee.message.map { String(cString: $0) } ?? "code \(result)"
            hs_free_compile_error(failure)
            throw FleetError("pattern_invalid", .bug, "compiling the detectors' patterns: \(reason)")
        }
        self.database = database
    }

    deinit { hs_free_database(database) }
}

/// The memory of one scanner; not `Sendable`: one execution owns it.
public final class PatternScratch {
    /// A match of a pattern: its index, and the offset behind its last byte.
    struct Match {
        var pattern: Int
        var end: Int
    }

    private let database: PatternDatabase
    private let scratch: OpaquePointer
    fileprivate var matches: [Match] = []

    public init(_ database: PatternDatabase) throws {
        var scratch: OpaquePointer?
        guard hs_alloc_scratch(database.database, &scratch) == HS_SUCCESS, let scratch else {
            throw FleetError("out_of_memory", .fatal, "no memory for the pattern engine")
        }
        self.database = database
        self.scratch = scratch
    }

    deinit { hs_free_scratch(scratch) }

    /// All matches, in the order of their ends.
    /// - Throws: `FleetError` `text_too_large` (rejected) beyond 4 GiB, `scan_failed` (bug).
    func matches(in text: UnsafeBufferPointer<UInt8>) throws -> [Match] {
        matches.removeAll(keepingCapacity: true)
        guard let start = text.baseAddress, !text.isEmpty else { return [] }
        guard let length = UInt32(exactly: text.count) else {
            throw FleetError("text_too_large", .rejected, "a text of \(text.count) bytes cannot be scanned")
        }
        let result = start.withMemoryRebound(to: CChar.self, capacity: text.count) {
            hs_scan(database.database, $0, length, 0, scratch, recordMatch, Unmanaged.passUnretained(self).toOpaque())
        }
        guard result == HS_SUCCESS else { throw FleetError("scan_failed", .bug, "the pattern engine answered \(result)") }
        return matches
    }
}

private func recordMatch(
    _ identifier: UInt32, _ from: UInt64, _ to: UInt64, _ flags: UInt32, _ context: UnsafeMutableRawPointer?
) -> Int32 {
    guard let context else { return 1 }
    let scratch = Unmanaged<PatternScratch>.fromOpaque(context).takeUnretainedValue()
    scratch.matches.append(PatternScratch.Match(pattern: Int(identifier), end: Int(to)))
    return 0
}
