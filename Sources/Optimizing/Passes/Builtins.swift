import FleetCore

/// The passes that a job may name.
public enum Builtins {
    public static let passes: [any OptimizationPass.Type] = [
        QuantizePass.self
    ]

    /// The passes of a job, in its order.
    /// - Throws: `FleetError` (rejected) that names the place in the job document.
    static func make(_ plans: [OptimizeInput.Pass]) throws -> [any OptimizationPass] {
        try plans.enumerated().map { index, plan in
            let path = "optimize.passes[\(index)]"
            guard let type = passes.first(where: { $0.type == plan.type }) else {
                throw FleetError(
                    "wrong_value", .rejected, "there is no pass \(plan.type.prefix(40))", path: "\(path).type",
                    hint: "known are: \(passes.map { $0.type }.joined(separator: ", "))")
            }
            return try type.init(plan, at: path)
        }
    }
}
