import FleetCore
import JSON
import Persistence

/// Inventories: what lives at a provider with this fleet's mark is compared with the permits, and what nobody wants is ended.
extension StateChange {
    /// What objects of this fleet carry: the store's own, because two fleets of one name may share a provider's account.
    func fleetMark() throws -> String? { try transaction.fleet().map { "\($0.id)/\($0.createdAt.milliseconds)" } }

    /// Sets the timers of inventories that have none yet.
    func planInventories() throws {
        for provider in surroundings.inventories.providers where try transaction.timer(kind: TimerKind.inventory, subject: provider) == nil {
            try setInventoryTimer(provider)
        }
    }

    /// Begins an inventory of a provider, unless the former one still goes on.
    func beginInventory(of provider: String) throws {
        guard surroundings.inventories.providers.contains(provider) else { return }
        try setInventoryTimer(provider)
        guard let mark = try fleetMark() else { return }
        let inventory = InventoryJob(provider: provider, mark: mark)
        let tenant = TenantName("default")
        guard try transaction.unfinishedJob(tenant: tenant, documentHash: inventory.hash) == nil else { return }
        let id = JobID(surroundings.identifiers.make("job_"))
        let document = JSONWriter.compact.text(inventory.document)
        try transaction.insert(
            JobRow(id: id, tenant: tenant, name: inventory.name, document: document, documentHash: inventory.hash, createdAt: now), labels: [:])
        try start(id, actor: Self.keeper)
    }

    func setInventoryTimer(_ provider: String) throws {
        let due = now.advanced(by: surroundings.inventories.interval)
        try transaction.setTimer(TimerRow(kind: TimerKind.inventory, subject: provider, dueAt: due))
        effects.append(.timerSet)
    }

    /// What an inventory does next; nil for any other job.
    func inventoryStep(of id: JobID, isFirst: Bool) throws -> StageStep? {
        guard let inventory = InventoryJob(document: try document(of: try job(id))) else { return nil }
        if isFirst { return .tasks([try inventory.list(after: nil)]) }
        let finished = try finishedSteps(of: .train, in: id)
        // A part is judged once: what it led to stands behind it.
        guard let last = finished.last, last.step == "inventory" else { return .done(output: try inventoryResult(finished)) }
        let listing = try last.output.decode(RemoteListing.self)
        var planned = try judge(listing, inventory, try job(id))
        if let next = listing.next, finished.count(where: { $0.step == "inventory" }) < InventoryJob.mostParts {
            planned.append(try inventory.list(after: next))
        }
        return planned.isEmpty ? .done(output: try inventoryResult(finished)) : .tasks(planned)
    }

    private func judge(_ listing: RemoteListing, _ inventory: InventoryJob, _ job: JobRow) throws -> [PlannedTask] {
        var planned: [PlannedTask] = []
        var counts = ChangeEffect.InventoryCounts()
        let began = try transaction.terms(limit: 1).first?.startedAt ?? now
        for object in listing.objects {
            let permit = try object.intent.flatMap { try transaction.permit($0) }
            switch RemoteInventory.verdict(on: object, try permit.flatMap(known), reignBegan: began) {
            case .keep: counts.kept += 1
            case .retire(let reason):
                guard planned.count < InventoryJob.mostRetired else { continue }
                planned.append(try inventory.retire(object))
                counts.retired += 1
                try record("remote_object", object.id, from: object.state, to: "retiring", cause: reason, job: job)
            case .ask:
                counts.asked += 1
                try ask(about: object, permit, inventory, job)
            }
        }
        effects.append(.inventory(counts))
        return planned
    }

    /// A person is told once where to look.
    private func ask(about object: RemoteObject, _ permit: PermitRow?, _ inventory: InventoryJob, _ job: JobRow) throws {
        let note = "an inventory saw \(object.id) (\(object.state)) at \(inventory.provider)"
        guard var permit else {
            return try record("remote_object", object.id, from: object.state, to: "in_review", cause: "\(note): no permit knows it", job: job)
        }
        guard permit.note != note else { return }
        permit.note = note
        permit.updatedAt = now
        try transaction.update(permit)
        try record("remote_object", object.id, from: object.state, to: "in_review", cause: note, job: job)
    }

    private func known(_ permit: PermitRow) throws -> RemoteInventory.Known? {
        guard let job = try transaction.job(permit.job) else { return nil }
        return RemoteInventory.Known(permit: permit.machine.state, remoteID: permit.remoteID, job: job.state)
    }

    /// What an inventory came to.
    private func inventoryResult(_ finished: [StepOutput]) throws -> JSONValue {
        let listings = try finished.filter { $0.step == "inventory" }.map { try $0.output.decode(RemoteListing.self) }
        return [
            "objects": .integer(Int64(listings.reduce(0) { $0 + $1.objects.count })),
            "retired": .integer(Int64(finished.count { $0.step == "retire" })), "is_complete": .bool(listings.last?.next == nil),
        ]
    }

    private static let keeper = "inventory"
}
