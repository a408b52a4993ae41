import Evaluating
import FleetHost
import Foundation

exit(
    await FleetProcess.runWorker(.evaluator, synopsis: "asks models and compares them with the cheap alternatives, on the same items.") { host in
        let access = try ModelAccess.make(host)
        return EvaluatingWorker(
            runtime: access.runtime, server: access.server, localProviders: access.localProviders, makeModel: access.remote.served,
            remote: access.remote.chatModels)
    })
