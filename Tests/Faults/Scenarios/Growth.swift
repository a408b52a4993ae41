import FleetTesting

/// How a process grows: the rise of a straight line through its figures, after the first quarter, in which it warms up.
struct Growth {
    /// What a process may gain and lose within minutes although it stays flat: the room that its allocator keeps, a connection that is made anew.
    static let breath = (megabytes: 4.0, descriptors: 2.0)

    private var points: [(seconds: Double, megabytes: Double, descriptors: Double)] = []

    mutating func measure(_ process: TestProcess, at seconds: Double) {
        take(megabytes: FaultFleet.residentMegabytes(process), descriptors: FaultFleet.descriptors(process), at: seconds)
    }

    mutating func take(megabytes: Double, descriptors: Double, at seconds: Double) { points.append((seconds, megabytes, descriptors)) }

    var megabytesPerHour: Double { slope { $0.megabytes } * 3600 }
    var descriptorsPerHour: Double { slope { $0.descriptors } * 3600 }

    /// The most that it may rise in an hour by these limits: on a short way its breath is more than they are.
    func limits(megabytes: Double, descriptors: Double) -> (megabytes: Double, descriptors: Double) {
        let hours = ((late.last?.seconds ?? 0) - (late.first?.seconds ?? 0)) / 3600
        guard hours > 0 else { return (megabytes, descriptors) }
        return (max(megabytes, Self.breath.megabytes / hours), max(descriptors, Self.breath.descriptors / hours))
    }

    private var late: ArraySlice<(seconds: Double, megabytes: Double, descriptors: Double)> { points.dropFirst(points.count / 4) }

    private func slope(_ value: ((seconds: Double, megabytes: Double, descriptors: Double)) -> Double) -> Double {
        let late = late
        guard late.count > 2 else { return 0 }
        let count = Double(late.count)
        let meanSeconds = late.reduce(0) { $0 + $1.seconds } / count
        let mean = late.reduce(0) { $0 + value($1) } / count
        let spread = late.reduce(0) { $0 + ($1.seconds - meanSeconds) * ($1.seconds - meanSeconds) }
        let joint = late.reduce(0) { $0 + ($1.seconds - meanSeconds) * (value($1) - mean) }
        return spread > 0 ? joint / spread : 0
    }
}
