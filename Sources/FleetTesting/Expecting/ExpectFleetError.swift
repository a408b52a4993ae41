import FleetCore
import Testing

/// Expects that the body throws a `FleetError`, and hands it over; the macro of older toolchains does not.
/// - Returns: nil when nothing, or something else, was thrown; that is recorded as an issue.
public func expectFleetError<Value>(sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> Value) -> FleetError? {
    do {
        _ = try body()
        Issue.record("a FleetError was expected, nothing was thrown", sourceLocation: sourceLocation)
    } catch let error as FleetError {
        return error
    } catch {
        Issue.record("a FleetError was expected, \(error) was thrown", sourceLocation: sourceLocation)
    }
    return nil
}

/// Expects that the body throws a `FleetError`, and hands it over.
/// - Returns: nil when nothing, or something else, was thrown; that is recorded as an issue.
public func expectFleetError<Value: Sendable>(
    sourceLocation: SourceLocation = #_sourceLocation, isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> Value
) async -> FleetError? {
    do {
        _ = try await body()
        Issue.record("a FleetError was expected, nothing was thrown", sourceLocation: sourceLocation)
    } catch let error as FleetError {
        return error
    } catch {
        Issue.record("a FleetError was expected, \(error) was thrown", sourceLocation: sourceLocation)
    }
    return nil
}
