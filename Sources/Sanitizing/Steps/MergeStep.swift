import Crypto
import FleetCore
import JSON
import ObjectStorage
import WorkerKit

/// Step `merge`: removes exact duplicates across shards, splits, writes files, manifest and report. Rows keep the order of the sources whatever the
/// number of shards; of equal rows the first stays. The scratch disk holds 40 bytes a row, the memory one partition of them and two bits a row.
struct MergeStep {
    /// A line of a shard beside the row itself: hash and group (16 bytes each) and the ordinal.
    private static let rowRecord = 40
    /// Rank of the group (16 bytes) and the ordinal.
    private static let rankRecord = 24

    func run(_ input: SanitizeMergeInput, scratch: any ObjectStore, in context: any TaskContext) async throws -> SanitizeOutput {
        let shards = input.shards.sorted { $0.index < $1.index }
        var counts = shards.reduce(SanitizationCounts()) { $0 + $1.counts }
        try MergeChecks.invalidShare(counts, input.plan, shards)
        var assignment = RowAssignment(rows: counts.kept)
        let trailers = try await place(shards, &assignment, counts.kept, input.plan, scratch, context)
        let splits = try await write(shards, assignment, in: context)
        let rows = splits.reduce(0) { $0 + $1.rows }
        if counts.kept > rows { counts.dropped["duplicate", default: 0] += counts.kept - rows }
        counts.kept = rows
        try MergeChecks.rows(counts, trainingRows: splits[0].rows, input.plan, shards)
        let quarantine = try await QuarantineMerge().run(shards, trailers, in: context)
        let manifest = DatasetManifest(
            plan: input.plan, train: splits[0], validation: splits[1], test: splits[2], sources: trailers.map(\.uri), counts: counts)
        let bytes = try JSONCoding.encode(manifest)
        let reference = try await context.artifacts.put(bytes, at: context.artifactPrefix + "manifest.json")
        let dataset = DatasetVersion(
            id: "ds_" + reference.sha256.prefix(32), manifest: reference, train: splits[0], validation: splits[1], test: splits[2])
        let report = SanitizationReport(dataset: dataset.id, counts: counts, trailers: trailers, pii: input.plan.pii, splits: splits.map(\.rows))
        let reportReference = try await context.artifacts.put(try JSONCoding.encode(report), at: context.artifactPrefix + "report.json")
        context.log("\(counts.read) rows read, \(counts.kept) kept, \(counts.redacted.values.reduce(0, +)) places replaced, dataset \(dataset.id)")
        return SanitizeOutput(dataset: dataset, counts: counts, report: reportReference, quarantine: quarantine)
    }

    // MARK: - First pass: which rows stay, and where they go

    private func place(
        _ shards: [SanitizeShardOutput], _ assignment: inout RowAssignment, _ expected: Int, _ plan: SanitizationPlan, _ scratch: any ObjectStore,
        _ context: any TaskContext
    ) async throws -> [ShardTrailer] {
        let hashes = try await ScratchPartitions("hashes", recordBytes: Self.rowRecord, expected: expected, in: scratch)
        var trailers: [ShardTrailer] = []
        var ordinal = 0
        do {
            for (index, shard) in shards.enumerated() {
                context.report(Progress(done: Double(index), total: Double(shards.count * 2), unit: "items", message: "looking for duplicates"))
                try await ShardLines.read(shard, in: context) { line in
                    guard let keys = CleanRow.keys(of: line), ordinal < expected else { throw ShardLines.damaged(shard) }
                    try await hashes.append(keys.hash + keys.group + Self.bytes(of: ordinal))
                    ordinal += 1
                } trailer: {
                    trailers.append($0)
                }
            }
            guard ordinal == expected, trailers.count == shards.count else {
                throw FleetError("shard_damaged", .permanent, "the shards hold \(ordinal) rows, their reports name \(expected)")
            }
            try await hashes.finish()
        } catch {
            await hashes.abandon()
            throw error
        }
        try await split(hashes, &assignment, expected, plan.split, scratch)
        return trailers
    }

    private func split(
        _ hashes: ScratchPartitions, _ assignment: inout RowAssignment, _ expected: Int, _ shares: SanitizationPlan.SplitShares,
        _ scratch: any ObjectStore
    ) async throws {
        let ranks = try await ScratchPartitions("ranks", recordBytes: Self.rankRecord, expected: expected, in: scratch)
        do {
            for partition in 0..<hashes.count {
                var last: ArraySlice<UInt8> = []
                // The group follows the hash in a record: of equal rows the one with the least ordinal must win, so they are compared by it.
                var first: (group: ArraySlice<UInt8>, ordinal: ArraySlice<UInt8>)?
                for record in try await hashes.sorted(partition) {
                    let start = record.startIndex
                    let (hash, group, ordinal) = (record[start..<(start + 16)], record[(start + 16)..<(start + 32)], record[(start + 32)...])
                    if hash == last, let kept = first {
                        if ordinal.lexicographicallyPrecedes(kept.ordinal) { first = (group, ordinal) }
                    } else {
                        if let first { try await ranks.append(Self.rank(of: first.group, seed: shares.seed) + first.ordinal) }
                        first = (group, ordinal)
                        last = hash
                    }
                }
                if let first { try await ranks.append(Self.rank(of: first.group, seed: shares.seed) + first.ordinal) }
            }
            try await ranks.finish()
        } catch {
            await ranks.abandon()
            throw error
        }
        var groups = 0
        try await Self.forEachGroup(ranks) { _, isNew in if isNew { groups += 1 } }
        let sizes = SplitSizes(groups: groups, shares: shares)
        var group = -1
        var places = assignment
        try await Self.forEachGroup(ranks) { ordinal, isNew in
            if isNew { group += 1 }
            places[ordinal] = sizes.place(of: group)
        }
        assignment = places
    }

    /// The rows in the order of their groups' ranks.
    private static func forEachGroup(_ ranks: ScratchPartitions, _ body: (Int, Bool) -> Void) async throws {
        for partition in 0..<ranks.count {
            var last: ArraySlice<UInt8> = []
            for record in try await ranks.sorted(partition) {
                let rank = record.prefix(16)
                body(record.suffix(8).reduce(0) { $0 << 8 | Int($1) }, rank != last)
                last = rank
            }
        }
    }

    /// The first 16 bytes of SHA-256 over the seed (8 bytes, the highest first) and the group.
    static func rank(of group: ArraySlice<UInt8>, seed: UInt64) -> [UInt8] {
        Array(SHA256.digest(of: bytes(of: Int(bitPattern: UInt(seed))) + group).bytes.prefix(16))
    }

    private static func bytes(of number: Int) -> [UInt8] { (0..<8).reversed().map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) } }

    // MARK: - Second pass: the files

    private func write(_ shards: [SanitizeShardOutput], _ assignment: RowAssignment, in context: any TaskContext) async throws -> [DatasetVersion
        .Split]
    {
        let writers = ["train", "validation", "test"].map { SplitWriter($0, prefix: context.artifactPrefix, in: context.artifacts) }
        do {
            var ordinal = 0
            for (index, shard) in shards.enumerated() {
                context.report(
                    Progress(done: Double(shards.count + index), total: Double(shards.count * 2), unit: "items", message: "writing the split"))
                try await ShardLines.read(shard, in: context) { line in
                    let place = assignment[ordinal]
                    ordinal += 1
                    if place != .dropped { try await writers[Int(place.rawValue) - 1].write(line.dropFirst(CleanRow.prefixBytes)) }
                } trailer: { _ in
                }
            }
            var splits: [DatasetVersion.Split] = []
            for writer in writers { splits.append(try await writer.finish()) }
            return splits
        } catch {
            for writer in writers { await writer.abandon() }
            throw error
        }
    }
}
