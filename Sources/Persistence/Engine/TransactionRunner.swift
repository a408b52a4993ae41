import FleetCore

/// Runs closures in transactions of one connection. Whoever owns it calls it from one thread at a time.
final class TransactionRunner {
    /// What became of a group of writes.
    enum Outcome {
        /// Every request was answered.
        case answered
        /// Nothing was changed, and these are to be run again, since the failure may pass.
        case again([any StoreRequest], FleetError)
    }

    private let connection: any SQLConnection

    init(connection: any SQLConnection) { self.connection = connection }

    /// Runs several writes in one transaction, each within a savepoint: one that fails undoes itself only. Answers come after COMMIT.
    func write(_ requests: [any StoreRequest]) -> Outcome {
        var ready: [any StoreRequest] = []
        var failed: [(any StoreRequest, any Error)] = []
        let heads = HistoryHeads()
        do {
            try connection.begin(isWrite: true)
            let reigning = try StoreTransaction(connection: connection, term: nil, isReadOnly: false).lockTerm()
            for request in requests {
                let before = heads.state
                do {
                    if request.isAbandoned { throw CancellationError() }
                    try run(request, reigning: reigning, isAlone: requests.count == 1, heads: heads)
                    ready.append(request)
                } catch let error as FleetError where ConnectionFailure.endsTransaction(error) {
                    throw error
                } catch {
                    heads.state = before
                    failed.append((request, error))
                }
            }
            if ready.isEmpty {
                try connection.execute("ROLLBACK")
            } else {
                try StoreTransaction(connection: connection, term: nil, isReadOnly: false, heads: heads).writeHeads()
                try connection.commit()
            }
        } catch {
            rollBack()
            let cause = FleetError.wrapping(error, during: requests.count == 1 ? requests[0].label : "a group of \(requests.count) writes")
            if ConnectionFailure.mayRunAgain(cause) { return .again(requests, cause) }
            for request in requests { request.fail(cause) }
            return .answered
        }
        for (request, error) in failed { request.fail(error) }
        for request in ready { request.succeed() }
        return .answered
    }

    /// Runs one closure on a snapshot.
    func read(_ request: any StoreRequest) -> Outcome {
        do {
            if request.isAbandoned { throw CancellationError() }
            try connection.begin(isWrite: false)
            let transaction = StoreTransaction(connection: connection, term: nil, isReadOnly: true)
            defer { transaction.finish() }
            try request.run(in: transaction)
            try connection.commit()
        } catch {
            rollBack()
            if let cause = error as? FleetError, ConnectionFailure.mayRunAgain(cause) { return .again([request], cause.during(request.label)) }
            request.fail(error)
            return .answered
        }
        request.succeed()
        return .answered
    }

    private func run(_ request: any StoreRequest, reigning: Term, isAlone: Bool, heads: HistoryHeads) throws {
        if let term = request.term, term != reigning {
            throw FleetError(
                "deposed", .fatal, "\(request.label): written under term \(term), but term \(reigning) reigns",
                hint: "this coordinator must end; another one has taken over")
        }
        if !isAlone { try connection.post("SAVEPOINT request", [], missing: nil) }
        let transaction = StoreTransaction(connection: connection, term: request.term, isReadOnly: false, heads: heads)
        defer { transaction.finish() }
        do {
            try request.run(in: transaction)
            try transaction.runEndings()
            // Among others its failures must be known before the next one begins; alone, COMMIT tells them.
            if isAlone { try transaction.finishWriting() } else { try transaction.settle() }
        } catch let error as FleetError where ConnectionFailure.endsTransaction(error) {
            throw error
        } catch {
            if isAlone { throw error }
            try connection.undo(to: "request")
            throw error
        }
        if !isAlone { try connection.post("RELEASE SAVEPOINT request", [], missing: nil) }
    }

    /// After a failure: nothing may stay open. What this itself says is of no use, since the connection is then replaced or its transaction is over.
    private func rollBack() {
        do { try connection.rollBack() } catch {}
    }
}
