import FleetCore
import JSON

/// `--set train.base_model=…`: replaces one value of a document before it is read.
public enum DocumentOverride {
    /// - Parameter assignment: `path=value`; the value is JSON where it is JSON, and a text otherwise.
    /// - Throws: `FleetError` `override_invalid` (rejected).
    public static func apply(_ assignment: String, to document: JSONValue) throws -> JSONValue {
        guard let equals = assignment.firstIndex(of: "="), equals != assignment.startIndex else {
            throw FleetError(
                "override_invalid", .rejected, "\"\(assignment.prefix(80))\" is not PATH=VALUE", hint: "write --set train.base_model=NAME")
        }
        let path = assignment[..<equals].split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        let text = String(assignment[assignment.index(after: equals)...])
        let value = (try? JSONReader.parse(text)) ?? .string(text)
        return try set(value, at: try path.flatMap(steps)[...], in: document, path: String(assignment[..<equals]))
    }

    private enum Step { case name(String), index(Int) }

    private static func steps(of part: String) throws -> [Step] {
        guard let bracket = part.firstIndex(of: "[") else { return [.name(part)] }
        let indices = part[bracket...].split(separator: "[").map { Int($0.dropLast()) }
        guard !part.isEmpty, part.last == "]", indices.allSatisfy({ $0.map { (0..<10_000).contains($0) } ?? false }) else {
            throw FleetError("override_invalid", .rejected, "\"\(part.prefix(80))\" is no part of a path", hint: "write sources[0] for an element")
        }
        return [.name(String(part[..<bracket]))] + indices.compactMap { $0.map(Step.index) }
    }

    private static func set(_ value: JSONValue, at steps: ArraySlice<Step>, in document: JSONValue, path: String) throws -> JSONValue {
        guard let step = steps.first else { return value }
        switch step {
        case .name(let name):
            var object = document.object ?? JSONObject()
            guard !name.isEmpty else { throw FleetError("override_invalid", .rejected, "the path \(path) has an empty part") }
            object[name] = try set(value, at: steps.dropFirst(), in: object[name] ?? .null, path: path)
            return .object(object)
        case .index(let index):
            var array = document.array ?? []
            guard index <= array.count else {
                throw FleetError(
                    "override_invalid", .rejected, "\(path): the list has \(array.count) elements", hint: "use an index up to \(array.count)")
            }
            let old = index < array.count ? array[index] : .null
            let new = try set(value, at: steps.dropFirst(), in: old, path: path)
            if index < array.count { array[index] = new } else { array.append(new) }
            return .array(array)
        }
    }
}
