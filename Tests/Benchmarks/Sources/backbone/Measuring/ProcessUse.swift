import Foundation

/// What this process has used so far.
struct ProcessUse {
    let processorSeconds: Double
    let peakMegabytes: Double

    static var now: ProcessUse {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        let seconds = [usage.ru_utime, usage.ru_stime].reduce(0.0) { $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1e6 }
        return ProcessUse(processorSeconds: seconds, peakMegabytes: Double(usage.ru_maxrss) / 1024)
    }
}
