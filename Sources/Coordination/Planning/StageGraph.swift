import FleetCore

/// What each stage waits for. A stage that is not asked for is skipped, so that every job has the same graph.
///
///     stage        waits for
///     sanitize     –
///     materialize  sanitize
///     train        sanitize
///     optimize     train
///     evaluate     train, optimize
///     register     materialize, train, optimize, evaluate
///     promote      register
enum StageGraph {
    static let stages: [(stage: StageKind, after: [StageKind])] = [
        (.sanitize, []),
        (.materialize, [.sanitize]),
        (.train, [.sanitize]),
        (.optimize, [.train]),
        (.evaluate, [.train, .optimize]),
        (.register, [.materialize, .train, .optimize, .evaluate]),
        (.promote, [.register]),
    ]
}
