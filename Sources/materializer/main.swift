import FleetHost
import Foundation
import Features

exit(
    await FleetProcess.runWorker(.materializer, synopsis: "computes features of a dataset's rows, offline and online.") { host in
        try MaterializingWorker(slots: host.slots(2))
    })
