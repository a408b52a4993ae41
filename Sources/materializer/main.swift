import Features
import FleetHost
import Foundation

exit(
    await FleetProcess.runWorker(.materializer, synopsis: "computes features of a dataset's rows, offline and online.") { host in
        let online = SQLiteOnlineStore(path: try host.settings.path(SettingCatalogue.onlineStore))
        return MaterializingWorker(online: online, embeddings: try RemoteModels.make(host).embeddingModels, slots: host.slots(2))
    })
