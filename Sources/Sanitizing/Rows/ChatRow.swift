import Crypto
import FleetCore
import JSON

/// A row as models are trained on it: the turns of a conversation.
struct ChatRow {
    struct Message {
        var role: String
        var content: String
    }

    var messages: [Message]
    /// The value by which rows are kept together in the split.
    var group: String?

    /// The turns as JSON: what duplicates are compared by.
    func messagesJSON() -> [UInt8] {
        var output = Array("\"messages\":[".utf8)
        for (index, message) in messages.enumerated() {
            output += (index > 0 ? ",{\"role\":" : "{\"role\":").utf8
            JSONWriter.write(message.role, to: &output)
            output += ",\"content\":".utf8
            JSONWriter.write(message.content, to: &output)
            output.append(UInt8(ascii: "}"))
        }
        output.append(UInt8(ascii: "]"))
        return output
    }

    func length(in unit: SanitizationPlan.Length.Unit) -> Int {
        messages.reduce(0) { sum, message in
            switch unit {
            case .characters: sum + message.content.unicodeScalars.count
            case .bytes: sum + message.content.utf8.count
            case .tokens: sum + TokenEstimate.tokens(in: message.content)
            }
        }
    }
}
