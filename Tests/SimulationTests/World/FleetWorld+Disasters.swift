import FleetCore
import FleetTesting
import Messaging

/// What goes wrong on a larger scale than one call.
extension FleetWorld {
    func startDisasters(every interval: Duration) {
        world.spawn {
            do {
                while !self.director.isHealed {
                    try await self.world.clock.sleep(for: self.director.duration(interval / 3, interval * 2))
                    if self.director.isHealed { return }
                    self.strike()
                }
            } catch { self.surprise("the disasters stopped: \(error)") }
        }
    }

    func startStrikes() {
        for strike in scenario.strikes { scheduler.after(strike.at) { [self] in self.strike(strike.disaster) } }
    }

    private func pick<Element>(_ elements: [Element]) -> Element { elements[Int(director.fraction() * Double(elements.count)) % elements.count] }

    private func strike() { strike(pick(Disaster.allCases.filter { scenario.allowedDisasters?.contains($0) ?? true })) }

    func strike(_ disaster: Disaster) {
        trace.note("disaster \(disaster.rawValue)", at: scheduler.elapsed)
        let workers = roles.filter { !$0.hasPrefix("coordinator") }
        let coordinators = roles.filter { $0.hasPrefix("coordinator") }
        switch disaster {
        case .workerDies: if let life = life(of: pick(workers)) { crash(life.node) }
        case .coordinatorDies: if let life = life(of: pick(coordinators)) { crash(life.node) }
        case .processStands: stand(pick(roles))
        case .coordinatorStands: stand(pick(coordinators))
        case .processIsStopped: life(of: pick(roles))?.shutdown.set()
        case .brokerIsAway:
            broker.setUnreachable(true)
            scheduler.after(director.duration(.seconds(1), .seconds(30))) { [broker] in broker.setUnreachable(false) }
        case .brokerForgets: forget()
        case .topicIsMadeAnew:
            dumpRecords()
            state.withLock { $0.brokerLife += 1 }
            broker.recreate(pick([FleetTopics.results, FleetTopics.control, WorkKind.train.topic, WorkKind.sanitize.topic]))
        case .resultsLag:
            let source = TopicPartition(topic: FleetTopics.results, partition: pick([0, 1, 2]))
            broker.hide(source)
            scheduler.after(director.duration(.seconds(3), .seconds(30))) { [broker] in broker.reveal(source) }
        case .rebalance: broker.forceRebalance(of: pick([WorkKind.sanitize, .train, .evaluate]).group(of: Self.fleet))
        case .storeIsAway: outage("store.")
        case .providerIsAway: outage("provider.")
        case .objectsAreAway: outage("objects.")
        case .recordsExpire: expire()
        }
    }

    private func stand(_ role: String) { stand(role, for: director.duration(.seconds(1), .seconds(40))) }

    func stand(_ role: String, for pause: Duration) {
        guard let life = life(of: role), !life.node.isDead else { return }
        clients.silent(life.node, for: pause, on: broker)
        life.node.pause(for: pause)
    }

    private func outage(_ operation: String) {
        director.beginOutage(of: operation)
        scheduler.after(director.duration(.seconds(1), .seconds(25))) { [director] in director.endOutage(of: operation) }
    }

    /// The time is over for which records of one topic are kept; they go to the ledger first.
    private func expire() {
        let topic = pick([
            FleetTopics.results, FleetTopics.control, WorkKind.train.topic, WorkKind.sanitize.topic, FleetTopics.status(of: Self.tenants[0]),
        ])
        let (life, clusters) = state.withLock { ($0.brokerLife, $0.clusters) }
        let share = director.fraction()
        for (source, records) in Dictionary(grouping: broker.records(in: topic), by: \.source).sorted(by: { $0.key.partition < $1.key.partition }) {
            let gone = records.prefix(Int(Double(records.count) * share) + 1)
            guard let last = gone.last else { continue }
            let entries = gone.map { RecordEntry($0, incarnation: life, clusters: clusters) }
            state.withLock { $0.records += entries }
            broker.trim(source, before: last.offset + 1)
        }
    }

    /// The broker loses everything it holds; what it held goes to the ledger first.
    private func forget() {
        dumpRecords()
        broker.restartWithoutMemory()
        state.withLock { state in
            state.brokerLife += 1
            state.clusters.append(broker.incarnation)
        }
    }
}
