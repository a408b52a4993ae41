/// How an accepted execution ends other than well.
extension WorkTaskMachine {
    mutating func fail(_ error: FleetError, jitter: Double) -> [WorkTaskAction] {
        switch error.disposition {
        case .interrupted, .fenced: return giveBack()
        case .transient, .throttled:
            // Blocked attempts before said nothing about this failure: the count begins anew.
            if failures >= retry.maximumFailures { forgetFailures() }
            countFailure()
            if isCancelRequested, !isSearching { return finish(.cancelled, nil) }
            guard failures < retry.maximumFailures else { return finish(.failed, error) }
            let backoff = retry.delay(afterFailure: failures, jitter: jitter)
            return snooze(max(backoff, error.retryAfter ?? .zero))
        case .blocked:
            // Counted from the ordinary limit on, so that neither kind of failure uses up the other's tries.
            while failures < retry.maximumFailures - 1 { countFailure() }
            countFailure()
            if isCancelRequested, !isSearching { return finish(.cancelled, nil) }
            let tries = failures - retry.maximumFailures + 1
            guard tries < blockedRetry.maximumFailures else { return finish(.failed, error) }
            return snooze(max(blockedRetry.delay(afterFailure: tries, jitter: jitter), error.retryAfter ?? .zero))
        case .permanent, .rejected, .fatal, .bug:
            countFailure()
            return finish(.failed, error)
        }
    }

    mutating func snooze(_ delay: Duration) -> [WorkTaskAction] {
        if isCancelRequested, !isSearching { return finish(.cancelled, nil) }
        let release = unbind()
        move(to: .snoozed)
        // A search too early could miss an object that the provider is still making.
        return release + [.wait(max(delay, isSearching ? searchGrace : .zero))]
    }

    mutating func giveBack() -> [WorkTaskAction] {
        if isSearching { return snooze(searchGrace) }
        if isCancelRequested { return finish(.cancelled, nil) }
        let release = unbind()
        move(to: .queued)
        return release
    }

    mutating func expire() -> [WorkTaskAction] {
        let wasAlone = runsAlone
        countExpiry()
        if wasAlone {
            if isCancelRequested, !isSearching { return finish(.cancelled, nil) }
            return finish(
                .failed,
                FleetError(
                    "poisoned", .permanent, "the task's worker died \(expiriesInRow) times in a row without progress, the last time alone in it",
                    hint: "look at the task's input and the worker's memory limit, then retry the job"))
        }
        return giveBack()
    }
}
