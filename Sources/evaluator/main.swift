import FleetHost
import Foundation
import Evaluating

exit(
    await FleetProcess.runWorker(.evaluator, synopsis: "asks models and compares them with the cheap alternatives, on the same items.") { host in
        try EvaluatingWorker(models: host.servedModels())
    })
