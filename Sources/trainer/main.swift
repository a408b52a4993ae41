import FleetHost
import Foundation
import Training

exit(
    await FleetProcess.runWorker(.trainer, synopsis: "trains models, here or at a provider.") { host in
        try TrainingWorker(trainers: host.trainers(local: LocalTrainer.init), slots: host.slots(1))
    })
