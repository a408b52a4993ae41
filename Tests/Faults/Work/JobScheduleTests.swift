import Testing

struct JobScheduleTests {
    @Test("Jobs are due by the time alone, however slowly they end")
    func openLoop() {
        var schedule = JobSchedule(pace: 4, mostOutstanding: 100)
        let due = [0, 0.5, 1, 3.25].map { schedule.due(at: $0, outstanding: schedule.submitted) }
        #expect(due == [0, 2, 2, 9])
        #expect(schedule.pausedSeconds == 0)
    }

    @Test("At the bound it pauses: what was not due meanwhile is not made up for, and the pause is counted")
    func bound() {
        var schedule = JobSchedule(pace: 10, mostOutstanding: 20)
        #expect(schedule.due(at: 3, outstanding: 0) == 20)
        let paused = [4.0, 5].map { schedule.due(at: $0, outstanding: 20) }
        #expect(paused == [0, 0])
        // Ten of the first three seconds are owed still, and ten have come since the pause.
        #expect(schedule.due(at: 6, outstanding: 0) == 20)
        #expect(schedule.pausedSeconds == 2)
        #expect(schedule.submitted == 40)
    }
}
