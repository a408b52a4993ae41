import FleetHost
import Foundation
import Optimizing

exit(
    await FleetProcess.runWorker(.optimizer, synopsis: "makes trained models smaller and faster, and measures what that costs.") { host in
        try OptimizationWorker(runtime: host.localModelRuntime(), lockPath: host.modelServerLock(), clock: host.clock)
    })
