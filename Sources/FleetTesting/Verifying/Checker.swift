/// The one judge of all runs: a pure function over the ledgers. Simulation and real processes are judged by the same lines.
///
///     I1 `Checker+Jobs`, I2 `Checker+Ends`, I3 `Checker+Money`, I4 `Checker+Objects`, I5 `Checker+Fences`,
///     I6 and I7 `Checker+Secrets`, I8 `Checker+Bounds`, I9 `Checker+Audit`
public struct Checker {
    let ledgers: Ledgers
    let expectations: Expectations
    let store: StoreView
    var verdict = Verdict()

    /// - Returns: counts and violations; it never stops at the first.
    public static func check(_ ledgers: Ledgers, _ expectations: Expectations = Expectations()) -> Verdict {
        var checker = Checker(ledgers: ledgers, expectations: expectations, store: StoreView(ledgers.rows))
        checker.checkJobs()
        checker.checkMessages()
        checker.checkEnds()
        checker.checkEvents()
        checker.checkSnapshots()
        checker.checkMoney()
        checker.checkObjects()
        checker.checkTerms()
        checker.checkExecutions()
        checker.checkPrivacy()
        checker.checkTenants()
        checker.checkBounds()
        checker.checkChain()
        checker.checkHistory()
        return checker.verdict
    }
}
