/// Compares media types: without parameters, whatever their case.
enum MediaType {
    static let json = "application/json"
    static let cloudEvent = "application/cloudevents+json"
    static let cloudEventPrefix = "application/cloudevents"

    /// Type and subtype in lower case, without parameters.
    static func essence(_ text: String) -> String {
        let bare = text.prefix { $0 != ";" }
        return bare.trimmingSpaces().lowercased()
    }

    static func isJSON(_ text: String) -> Bool {
        let type = essence(text)
        return type == json || type == "text/json" || type.hasSuffix("+json")
    }
}

extension Substring {
    fileprivate func trimmingSpaces() -> Substring {
        var rest = self
        while rest.first == " " || rest.first == "\t" { rest.removeFirst() }
        while rest.last == " " || rest.last == "\t" { rest.removeLast() }
        return rest
    }
}
