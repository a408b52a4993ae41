import FleetCore
import Foundation
import JSON

/// One line of JSON on standard output, which the driver reads.
enum Report {
    static func say(_ figures: JSONObject) {
        FileHandle.standardOutput.write(Data(JSONWriter.compact.bytes(.object(figures)) + [0x0A]))
    }

    static func complain(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }

    /// The value below which `share` of them lie; 0 where there is none.
    static func percentile(_ share: Double, of values: [Double]) -> Double {
        let sorted = values.sorted()
        guard let last = sorted.last else { return 0 }
        let index = Int(share * Double(sorted.count))
        return index < sorted.count ? sorted[index] : last
    }
}
