import FleetTesting

/// How a process grows: the rise of a straight line through its figures, after the first quarter, in which it warms up.
struct Growth {
    private var points: [(at: Double, megabytes: Double, descriptors: Double)] = []

    mutating func measure(_ process: TestProcess, at round: Double) {
        points.append((round, FaultFleet.residentMegabytes(process), FaultFleet.descriptors(process)))
    }

    /// From the first to the last measurement.
    var megabytes: Double { rise { $0.megabytes } }
    var descriptors: Double { rise { $0.descriptors } }

    private func rise(_ value: ((at: Double, megabytes: Double, descriptors: Double)) -> Double) -> Double {
        let late = points.dropFirst(points.count / 4)
        guard late.count > 2, let first = points.first, let last = points.last else { return 0 }
        let count = Double(late.count)
        let meanAt = late.reduce(0) { $0 + $1.at } / count
        let mean = late.reduce(0) { $0 + value($1) } / count
        let spread = late.reduce(0) { $0 + ($1.at - meanAt) * ($1.at - meanAt) }
        let joint = late.reduce(0) { $0 + ($1.at - meanAt) * (value($1) - mean) }
        return spread > 0 ? joint / spread * (last.at - first.at) : 0
    }
}
