import FleetCore
import Testing

struct LeaseBookTests {
    static let key = LeaseBook.Key(task: WorkTaskID("task_1"), fence: Fence(attempt: 1, execution: ExecutionID("exec_1")))
    static func at(_ seconds: Int64) -> MonotonicInstant { MonotonicInstant(nanoseconds: seconds * 1_000_000_000) }

    @Test func aSilentWorkersLeaseExpiresOnceItsPartitionIsReadPastTheEnd() {
        var book = LeaseBook(duration: .seconds(30))
        book.start(Self.key, partition: 3, now: Self.at(0))
        #expect(!book.wantsEnds(now: Self.at(29)))
        #expect(book.wantsEnds(now: Self.at(30)))
        #expect(book.expired(now: Self.at(30), positions: [3: 100]).isEmpty, "no end was seen yet")
        book.saw(ends: [2: 500, 3: 8], since: Self.at(30))
        #expect(book.expired(now: Self.at(31), positions: [3: 7]).isEmpty, "one record is still to be read")
        #expect(book.expired(now: Self.at(31), positions: [3: 8]) == [Self.key])
        book.end(Self.key)
        #expect(book.count == 0)
    }

    @Test func lagExpiresNoLease() {
        var book = LeaseBook(duration: .seconds(30))
        book.start(Self.key, partition: 0, now: Self.at(0))
        book.saw(ends: [0: 9], since: Self.at(3600))
        #expect(book.expired(now: Self.at(3600), positions: [0: 5]).isEmpty)
        // The beat lay among the unread ones.
        book.renew(Self.key, now: Self.at(3600))
        #expect(book.expired(now: Self.at(3601), positions: [0: 9]).isEmpty)
        #expect(book.expired(now: Self.at(3629), positions: [0: 9]).isEmpty)
    }

    @Test func afterAnOutageAllLeasesBeginAnewOnceResultsAreReadUp() {
        var book = LeaseBook(duration: .seconds(30))
        book.start(Self.key, partition: nil, now: Self.at(0))
        book.resetAll(ends: [0: 5, 1: 7])
        #expect(!book.wantsEnds(now: Self.at(1000)))
        #expect(book.advance(now: Self.at(1000), positions: [0: 5, 1: 6]) == false)
        #expect(book.advance(now: Self.at(1000), positions: [0: 5, 1: 7]) == true)
        #expect(!book.wantsEnds(now: Self.at(1029)))
        book.saw(ends: [0: 5, 1: 9], since: Self.at(1030))
        #expect(book.expired(now: Self.at(1030), positions: [0: 5, 1: 8]).isEmpty, "its worker may speak on any partition")
        #expect(book.expired(now: Self.at(1030), positions: [0: 5, 1: 9]) == [Self.key])
    }

    /// Outages of a moment, every 20 seconds: each sets all leases anew.
    private static func flapping(beats: Bool, until end: Int64) -> [LeaseBook.Key] {
        var book = LeaseBook(duration: .seconds(30))
        book.start(key, partition: 0, now: at(0))
        for second in 0...end {
            if second % 20 == 0 { book.resetAll(ends: [0: 0]) }
            book.advance(now: at(second), positions: [0: 0])
            if beats, second % 100 == 0 { book.renew(key, now: at(second)) }
            if book.wantsEnds(now: at(second)) { book.saw(ends: [0: 0], since: at(second)) }
            let over = book.expired(now: at(second), positions: [0: 0])
            if !over.isEmpty { return over }
        }
        return []
    }

    @Test func outagesInQuickSuccessionKeepNobodyAliveForEver() {
        #expect(Self.flapping(beats: false, until: 250).isEmpty)
        #expect(Self.flapping(beats: false, until: 400) == [Self.key])
        #expect(Self.flapping(beats: true, until: 3000).isEmpty)
    }

    @Test func anOutageOfHoursTakesNothingOfTheLease() {
        var book = LeaseBook(duration: .seconds(30))
        book.start(Self.key, partition: 0, now: Self.at(0))
        book.advance(now: Self.at(5), positions: [0: 0])
        book.resetAll(ends: [0: 0])
        #expect(book.advance(now: Self.at(36_000), positions: [0: 0]) == true)
        #expect(!book.wantsEnds(now: Self.at(36_029)))
    }
}
