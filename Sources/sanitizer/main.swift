import FleetHost
import Foundation
import Sanitizing

exit(
    await FleetProcess.runWorker(.sanitizer, synopsis: "cleans raw data: validates, redacts, removes duplicates, splits.") { host in
        try SanitizingWorker(sources: try host.sourceStore(), slots: host.slots(2))
    })
