import FleetCore
import ObjectStorage

/// The object store as one simulated worker sees it.
public struct SimulatedObjects: ObjectStore {
    let base: any ObjectStore
    let gate: SeamGate

    static let refusal = FleetError("store_unavailable", .transient, "the simulated object store does not answer")

    public init(base: any ObjectStore, gate: SeamGate) {
        self.base = base
        self.gate = gate
    }

    private func ask<Value: Sendable>(_ operation: String, _ body: () async throws -> Value) async throws -> Value {
        try await gate.pass("objects.\(operation)", refusal: Self.refusal, doubt: Self.refusal, body)
    }

    public func writer(for key: String) async throws -> any ObjectWriter {
        try await ask("open") { SimulatedWriter(base: try await base.writer(for: key), gate: gate) }
    }

    public func reader(forKey key: String) async throws -> any ObjectReader { try await ask("read") { try await base.reader(forKey: key) } }
    public func stat(_ key: String) async throws -> ObjectInformation? { try await ask("stat") { try await base.stat(key) } }
    public func delete(_ key: String) async throws { try await ask("delete") { try await base.delete(key) } }

    public func list(prefix: String, after: String?, limit: Int) async throws -> [ObjectInformation] {
        try await ask("list") { try await base.list(prefix: prefix, after: after, limit: limit) }
    }
}

/// An object in the making, through a gate.
struct SimulatedWriter: ObjectWriter {
    let base: any ObjectWriter
    let gate: SeamGate

    func write(_ bytes: [UInt8]) async throws {
        try await gate.pass("objects.write", refusal: SimulatedObjects.refusal, doubt: SimulatedObjects.refusal) { try await base.write(bytes) }
    }

    func finish() async throws -> ArtifactReference {
        try await gate.pass("objects.finish", refusal: SimulatedObjects.refusal, doubt: SimulatedObjects.refusal) { try await base.finish() }
    }

    func abandon() async { if !gate.node.isDead { await base.abandon() } }
}
