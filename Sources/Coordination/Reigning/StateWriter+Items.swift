import FleetCore

/// Many items in one change, none of which may stop the others.
extension StateWriter {
    /// Applies all items in one transaction, after `prepare`; where one of them cannot be applied, each in a transaction of its own, and that one is given to `instead`.
    /// An item for which `instead` fails as well is left as it is: it must not end the coordinator.
    /// - Returns: what was applied, without the items that were left.
    /// - Throws: as `change`, for what is no item's fault.
    @discardableResult
    func changeEach<Item: Sendable, Value: Sendable>(
        _ label: String, _ items: [Item], prepare: @escaping @Sendable (StateChange) throws -> Void = { _ in },
        _ body: @escaping @Sendable (Item, StateChange) throws -> Value,
        instead: @escaping @Sendable (Item, FleetError, StateChange) throws -> Value
    ) async throws -> [Value] {
        guard !items.isEmpty else { return [] }
        do {
            return try await change(label) { change in
                try prepare(change)
                return try items.map { try body($0, change) }
            }
        } catch let error as FleetError where error.isOfItem {
            var values: [Value] = []
            for item in items {
                if let value = try await changeAlone(label, item, body, instead: instead) { values.append(value) }
            }
            return values
        }
    }

    private func changeAlone<Item: Sendable, Value: Sendable>(
        _ label: String, _ item: Item, _ body: @escaping @Sendable (Item, StateChange) throws -> Value,
        instead: @escaping @Sendable (Item, FleetError, StateChange) throws -> Value
    ) async throws -> Value? {
        do {
            return try await change(label) { change in try body(item, change) }
        } catch let error as FleetError where error.isOfItem {
            do {
                return try await change(label) { change in try instead(item, error, change) }
            } catch let second as FleetError where second.isOfItem {
                return nil
            }
        }
    }
}

extension FleetError {
    /// Whether what was being worked on is to blame: its neighbours, and another try, have nothing to do with it.
    var isOfItem: Bool {
        switch disposition {
        case .permanent, .rejected, .bug: true
        case .transient, .throttled, .blocked, .fenced, .interrupted, .fatal: false
        }
    }
}
