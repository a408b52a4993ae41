import FleetCore
import Foundation
import JSON
import Messaging

/// Submits `--jobs` jobs through the job topic as fast as the broker takes them, or one every `--every` milliseconds; says when it began.
struct SubmitSubject {
    let arguments: Arguments

    init(_ arguments: Arguments) { self.arguments = arguments }

    func run() async throws {
        let surroundings = Surroundings(arguments)
        let producer = try await surroundings.broker(arguments).producer(clientName: "submitter")
        let run = surroundings.identifiers.make("run-").lowercased()
        let tenant = TenantName(arguments.text("tenant", "default"))
        let records = (0..<arguments.number("jobs", 1)).map { index in
            BenchJobs.record(
                "\(run)-\(index)", tenant: tenant, tasks: arguments.number("tasks", 1), milliseconds: arguments.number("milliseconds", 0),
                isVaried: arguments.number("varied", 0) == 1)
        }
        let pause = arguments.number("every", 0)
        let began = Date().timeIntervalSince1970
        let start = surroundings.clock.now()
        if pause == 0 {
            for outcome in await producer.send(all: records) { _ = try outcome.get() }
        } else {
            for (index, record) in records.enumerated() {
                try await surroundings.clock.sleep(until: start + .milliseconds(index * pause))
                _ = try await producer.send(record)
            }
        }
        Report.say(["began": .number(began), "sent": .number(Date().timeIntervalSince1970), "cpu_s": .number(ProcessUse.now.processorSeconds)])
        await producer.close(within: .seconds(5))
    }
}
