import FleetCore

/// Recognises one line of a document that a tool cut into a message per line, so that the rejection can say so.
enum SplitDocumentHint {
    /// The error, with a hint where the body looks like a line of a pretty-printed document.
    static func applied(to error: FleetError, body: [UInt8]) -> FleetError {
        guard error.code == "json_invalid", looksLikeOneLine(body) else { return error }
        return FleetError(
            error.code, error.disposition, "\(error.message); it looks like one line of a document that was sent line by line", path: error.path,
            hint: "send the file as one message: kcat -P … -t TOPIC job.json (without <), or write the document on one line")
    }

    private static func looksLikeOneLine(_ body: [UInt8]) -> Bool {
        let text = String(decoding: body.prefix(512), as: UTF8.self)
        let line = text.filter { !$0.isWhitespace }
        if ["{", "}", "},", "[", "]", "],"].contains(line) { return true }
        guard line.first == "\"", !text.contains("\n") else { return false }
        return line.dropFirst().firstRange(of: "\":") != nil
    }
}
