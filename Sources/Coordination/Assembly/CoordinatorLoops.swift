import FleetCore
import Messaging

/// The loops of one reign and the clients that they share.
struct CoordinatorLoops: Sendable {
    let intake: RecordIntake
    let forwarder: OutboxForwarder
    let dispatcher: Dispatcher
    let timers: TimerService
    let sweeper: LeaseSweeper
    let waiting: WaitingWatch
    let consumer: any AssignedConsumer
    let producer: any RecordProducer

    func close() async {
        await consumer.close(within: .seconds(2))
        await producer.close(within: .seconds(2))
    }
}
