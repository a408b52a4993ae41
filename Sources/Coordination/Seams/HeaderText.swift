import Crypto
import FleetCore
import JSON
import Messaging

/// Headers of a record as one text of a row: a JSON list of `[name, text]`, or `[name, digits, "hex"]` where a value is not UTF-8.
enum HeaderText {
    static func write(_ headers: [Record.Header]) -> String {
        let list = JSONValue.array(
            headers.map { header in
                if let text = String(validating: header.value, as: UTF8.self) { return [.string(header.name), .string(text)] }
                return [.string(header.name), .string(Hexadecimal.encode(header.value)), "hex"]
            })
        return JSONWriter.compact.text(list)
    }

    /// - Throws: `FleetError` (rejected) for what is not JSON.
    static func read(_ text: String) throws -> [Record.Header] {
        try (JSONReader.parse(text).array ?? []).compactMap { pair in
            guard let name = pair[0]?.string, let text = pair[1]?.string else { return nil }
            return pair[2] == "hex" ? Record.Header(name, Hexadecimal.decode(text) ?? []) : Record.Header(name, text)
        }
    }
}
