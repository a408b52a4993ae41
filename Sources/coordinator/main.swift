import Coordination
import Evaluating
import FleetHost
import Foundation

exit(
    await FleetProcess.run(.coordinator, synopsis: "keeps the state of every job, dispatches tasks, promotes what passed.") { host in
        try await CoordinatorAssembly.make(
            host, broker: try host.kafkaBroker(), scoring: PredictionScoring { try PredictionScorer().report(of: $0) }
        ).services
    })
