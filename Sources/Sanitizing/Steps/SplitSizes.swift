import FleetCore

/// How many groups each part of the split gets: the nearest whole numbers to the shares, and at least one where a share is asked for and there
/// are three groups or more. Groups are taken in the order of SHA-256(seed, group): first the test part, then validation, the rest is training.
struct SplitSizes: Equatable {
    let test: Int
    let validation: Int

    init(groups: Int, shares: SanitizationPlan.SplitShares) {
        func size(_ share: Double) -> Int {
            let exact = Int((Double(groups) * min(max(share, 0), 1)).rounded())
            return share > 0 && groups >= 3 ? max(1, exact) : exact
        }
        test = min(size(shares.test), groups)
        validation = min(size(shares.validation), groups - test)
    }

    func place(of group: Int) -> RowAssignment.Place {
        group < test ? .test : group < test + validation ? .validation : .train
    }
}
