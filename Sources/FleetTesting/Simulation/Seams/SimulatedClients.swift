import FleetCore
import Messaging
import Synchronization

/// What the broker knows of the clients of simulated processes: it notices at once that a connection broke, and a silent member of a group later.
public final class SimulatedClients: Sendable {
    private struct Client {
        let isMember: Bool
        let close: @Sendable () async -> Void
    }

    private struct Membership {
        let group: String
        let clientName: String
    }

    private struct State {
        var clients: [Int: [Client]] = [:]
        var memberships: [Int: [Membership]] = [:]
    }

    /// A member that falls silent is put out of its group after this.
    public static let sessionTimeout = Duration.seconds(10)
    private let state = Mutex(State())
    private let scheduler: SimulationScheduler
    /// Where closing runs.
    private let world: SimulationNode

    public init(world: SimulationNode) {
        self.world = world
        scheduler = world.scheduler
    }

    func opened(by node: SimulationNode, close: @escaping @Sendable () async -> Void) {
        state.withLock { $0.clients[node.number, default: []].append(Client(isMember: false, close: close)) }
    }

    func joined(_ group: String, as clientName: String, by node: SimulationNode, close: @escaping @Sendable () async -> Void) {
        state.withLock { state in
            state.clients[node.number, default: []].append(Client(isMember: true, close: close))
            state.memberships[node.number, default: []].append(Membership(group: group, clientName: clientName))
        }
    }

    /// The process is gone: its connections are closed, and its memberships end with their session.
    public func gone(_ node: SimulationNode) {
        let clients = state.withLock { state in
            state.memberships[node.number] = nil
            return state.clients.removeValue(forKey: node.number) ?? []
        }
        for client in clients {
            scheduler.after(client.isMember ? Self.sessionTimeout : .zero) { [world] in world.spawn { await client.close() } }
        }
    }

    /// The process stands still for a while: a member that does so longer than its session is put out of its group.
    public func silent(_ node: SimulationNode, for pause: Duration, on broker: InMemoryBroker) {
        guard pause > Self.sessionTimeout else { return }
        scheduler.after(Self.sessionTimeout) { [self] in
            guard node.isPaused else { return }
            for member in state.withLock({ $0.memberships[node.number] ?? [] }) { broker.expel(clientName: member.clientName, from: member.group) }
        }
    }
}
