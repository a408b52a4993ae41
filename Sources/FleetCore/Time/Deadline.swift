extension FleetClock {
    /// Runs `body` and gives up at a deadline: the body is cancelled and the error says what was waited for.
    /// - Throws: `FleetError` with code `timed_out` (transient), or what the body threw.
    public func withTimeout<Value: Sendable>(
        _ duration: Duration, waitingFor what: String, _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask { try await body() }
            group.addTask {
                try await self.sleep(for: duration)
                return nil
            }
            defer { group.cancelAll() }
            guard let first = try await group.next(), let value = first else {
                throw FleetError("timed_out", .transient, "waited \(duration) for \(what)")
            }
            return value
        }
    }
}
