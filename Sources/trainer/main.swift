import FleetHost
import Foundation
import Training

exit(
    await FleetProcess.runWorker(.trainer, synopsis: "trains models, here or at a provider.") { host in
        let access = try ModelAccess.make(host)
        return TrainingWorker(local: access.localProviders, runtime: access.runtime, remote: access.remote.fineTuning, slots: host.slots(1))
    })
