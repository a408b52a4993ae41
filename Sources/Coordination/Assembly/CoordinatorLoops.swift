import FleetCore
import Messaging

/// The loops of one reign and the clients that they share.
struct CoordinatorLoops: Sendable {
    let reign: Reign
    let intake: RecordIntake
    let forwarder: OutboxForwarder
    let dispatcher: Dispatcher
    let timers: TimerService
    let sweeper: LeaseSweeper
    let waiting: WaitingWatch
    let offsets: OffsetPublisher
    let consumer: any AssignedConsumer
    let producer: any RecordProducer

    /// Runs all of them until one fails or the caller is cancelled.
    func run(_ retries: RetryLoop) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await reign.keepAlive(retries) }
            group.addTask { try await intake.run(retries) }
            group.addTask { try await forwarder.run(retries) }
            group.addTask { try await dispatcher.run(retries) }
            group.addTask { try await timers.run(retries) }
            group.addTask { try await sweeper.run(retries) }
            group.addTask { try await waiting.run(retries) }
            group.addTask { try await offsets.run() }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    func close() async {
        await consumer.close(within: .seconds(2))
        await producer.close(within: .seconds(2))
    }
}
