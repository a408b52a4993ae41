import Foundation
import JSON

/// The keywords of a schema that look at one value only.
enum SchemaValueRules {
    static func faults(_ value: JSONValue, _ schema: JSONValue, at place: String) -> [String] {
        var faults: [String] = []
        let types = schema["type"]?.array?.compactMap(\.string) ?? schema["type"]?.string.map { [$0] } ?? []
        if !types.isEmpty, !types.contains(where: { isA(value, $0) }) {
            faults.append("\(place): \(value.typeName) where \(types.joined(separator: " or ")) is wanted")
        }
        if let words = schema["enum"]?.array, !words.contains(value) {
            faults.append("\(place): is none of \(JSONWriter.compact.text(.array(words)))")
        }
        if let constant = schema["const"], constant != value { faults.append("\(place): is not \(JSONWriter.compact.text(constant))") }
        if let text = value.string {
            faults += size(text.unicodeScalars.count, schema, "Length", at: place)
            if let pattern = schema["pattern"]?.string, !matches(text, pattern) { faults.append("\(place): does not match \(pattern)") }
        }
        if let elements = value.array { faults += size(elements.count, schema, "Items", at: place) }
        if let members = value.object { faults += size(members.count, schema, "Properties", at: place) }
        if let number = value.number { faults += range(number, schema, at: place) }
        return faults
    }

    static func matches(_ text: String, _ pattern: String) -> Bool {
        guard let expression = try? NSRegularExpression(pattern: pattern) else { return false }
        return expression.firstMatch(in: text, range: NSRange(text.startIndex..., in: text)) != nil
    }

    private static func isA(_ value: JSONValue, _ type: String) -> Bool {
        switch type {
        case "number": value.number != nil
        case "integer": value.integer != nil || value.number.map { $0.rounded() == $0 } ?? false
        default: value.typeName == type
        }
    }

    private static func size(_ count: Int, _ schema: JSONValue, _ what: String, at place: String) -> [String] {
        if let least = schema["min\(what)"]?.integer, count < least { return ["\(place): has \(count), at least \(least) are wanted"] }
        if let most = schema["max\(what)"]?.integer, count > most { return ["\(place): has \(count), at most \(most) are wanted"] }
        return []
    }

    private static func range(_ number: Double, _ schema: JSONValue, at place: String) -> [String] {
        // The older form of `exclusiveMinimum` is a mark on `minimum`.
        let isOpen = schema["exclusiveMinimum"]?.boolean == true
        if let least = schema["minimum"]?.number, number < least || isOpen && number == least { return ["\(place): is below \(least)"] }
        if let most = schema["maximum"]?.number, number > most { return ["\(place): is above \(most)"] }
        if let bound = schema["exclusiveMinimum"]?.number, number <= bound { return ["\(place): is not above \(bound)"] }
        if let bound = schema["exclusiveMaximum"]?.number, number >= bound { return ["\(place): is not below \(bound)"] }
        return []
    }
}
