import FleetCore
import JSON

/// Checks a value that has no members against its kind.
enum ScalarCheck {
    static func check(_ value: JSONValue, _ kind: FieldKind, at path: String) throws {
        switch kind {
        case .text(let rule):
            let text = try string(value, kind, path)
            guard rule.accepts(text) else { throw DocumentFault.outOfRange(value, kind, at: path) }
        case .integer(let range):
            guard let integer = value.integer else { throw DocumentFault.wrongType(value, kind, at: path) }
            guard range.contains(integer) else { throw DocumentFault.outOfRange(value, kind, at: path) }
        case .number(let least, let most, let includesMost):
            guard let number = value.number else { throw DocumentFault.wrongType(value, kind, at: path) }
            guard number >= least, includesMost ? number <= most : number < most else { throw DocumentFault.outOfRange(value, kind, at: path) }
        case .truth:
            guard value.boolean != nil else { throw DocumentFault.wrongType(value, kind, at: path) }
        case .choice(let words, let later):
            let text = try string(value, kind, path)
            if words.contains(text) { return }
            if later.contains(text) || (text.contains("@") && later.contains("NAME@ALIAS")) {
                throw DocumentFault.notYet("the value \"\(text.prefix(60))\"", at: path)
            }
            throw DocumentFault.unknownValue(text, among: words, at: path)
        case .duration:
            guard DurationText.parse(try string(value, kind, path)) != nil else { throw DocumentFault.outOfRange(value, kind, at: path) }
        case .decimal:
            guard let money = Money(decimal: try string(value, kind, path), currency: ""), money.micros > 0 else {
                throw DocumentFault.outOfRange(value, kind, at: path)
            }
        case .scalar:
            switch value {
            case .bool, .integer, .number, .string: return
            case .null, .array, .object: throw DocumentFault.wrongType(value, kind, at: path)
            }
        case .object, .stage, .shorthand, .list, .map, .anything: return
        }
    }

    private static func string(_ value: JSONValue, _ kind: FieldKind, _ path: String) throws -> String {
        guard let text = value.string else { throw DocumentFault.wrongType(value, kind, at: path) }
        return text
    }
}
