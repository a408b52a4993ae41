import Dispatch
import FleetCore
import Glibc
import Synchronization

/// Turns SIGTERM and SIGINT into signals of the service group: the first asks for a shutdown, the second ends it at once.
public final class SignalWatch: Sendable {
    public let shutdown = Signal()
    public let abort = Signal()
    // Dispatch sources are thread-safe; they are only kept alive here.
    private nonisolated(unsafe) let sources: [any DispatchSourceSignal]

    // seam: signals of the operating system arrive on a queue of Dispatch.
    public init() {
        let queue = DispatchQueue(label: "modelops.signals")
        let shutdown = shutdown
        let abort = abort
        signal(SIGPIPE, SIG_IGN)
        sources = [SIGTERM, SIGINT].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler { shutdown.isSet ? abort.set() : shutdown.set() }
            source.activate()
            return source
        }
    }
}
