import FleetCore
import JSON

/// A chat row as providers take it: the conversation, without the fields that the fleet adds.
enum RemoteRow {
    static let maximumBytes = 8 * 1024 * 1024

    private static let rowFields = ["tools", "parallel_tool_calls"]
    private static let messageFields = ["role", "content", "name", "weight", "tool_calls", "tool_call_id"]

    /// - Parameters:
    ///   - number: of the row, from 1.
    ///   - split: in which part of the dataset it is, for the error.
    /// - Throws: `FleetError` `row_invalid` (permanent). No text of the row stands in it.
    static func rewritten(_ line: ArraySlice<UInt8>, number: Int, of split: String) throws -> [UInt8] {
        func invalid(_ cause: String) -> FleetError {
            FleetError("row_invalid", .permanent, "row \(number) of the \(split) rows \(cause)", hint: "run the stage that made the dataset again")
        }
        let row: JSONValue
        do {
            row = try JSONReader.parse(line, limits: JSONLimits(maximumBytes: maximumBytes))
        } catch let error as FleetError { throw invalid("is no JSON that can be read (\(error.code.rawValue))") }
        guard let messages = row["messages"]?.array, !messages.isEmpty else { throw invalid("has no messages") }
        let plain = try messages.map { message -> JSONValue in
            guard message["role"]?.string != nil else { throw invalid("has a message without a role") }
            return keep(messageFields, of: message)
        }
        guard plain.last?["role"]?.string == "assistant" else { throw invalid("does not end with the assistant's answer") }
        var output: JSONObject = ["messages": .array(plain)]
        for field in rowFields { output[field] = row[field] }
        return JSONWriter.compact.bytes(.object(output))
    }

    private static func keep(_ fields: [String], of value: JSONValue) -> JSONValue {
        var kept = JSONObject()
        for field in fields { kept[field] = value[field] }
        return .object(kept)
    }
}
