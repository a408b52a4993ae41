import FleetCore
import FleetHost
import JobDocument

/// The words behind a command, read against its declared options.
public struct ArgumentList: Sendable, Equatable {
    /// What is no option, in order.
    public private(set) var words: [String] = []
    private var values: [String: [String]] = [:]

    /// - Throws: `FleetError` `usage` (rejected) that names the word and the nearest option.
    public init(_ arguments: [String], options: [OptionSpecification]) throws {
        var rest = arguments[...]
        while let word = rest.popFirst() {
            if word == "--" {
                words += rest
                return
            }
            guard word.hasPrefix("-"), word.count > 1 else {
                words.append(word)
                continue
            }
            let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
            let option = options.first { "--\($0.long)" == parts[0] || $0.short.map { "-\($0)" } == parts[0] }
            guard let option else {
                let nearest = NearestName.find(parts[0], among: options.map { "--\($0.long)" })
                throw FleetError("usage", .rejected, "\(parts[0]) is no option here", hint: SettingsHelp.place(insteadOf: parts[0]) ?? nearest.map { "did you mean \($0)?" })
            }
            guard option.value != nil else {
                guard parts.count == 1 else { throw FleetError("usage", .rejected, "--\(option.long) takes no value") }
                values[option.long, default: []].append("")
                continue
            }
            guard let value = parts.count == 2 ? parts[1] : rest.popFirst() else {
                throw FleetError("usage", .rejected, "--\(option.long) needs a value", hint: "write --\(option.long) \(option.value ?? "VALUE")")
            }
            values[option.long, default: []].append(value)
        }
    }

    /// - Throws: `FleetError` `usage` that names the first word too many.
    func refuseMoreWords(than most: Int, for command: String) throws {
        guard words.count > most else { return }
        throw FleetError("usage", .rejected, "'\(words[most])' is nothing that modelops \(command) takes", hint: "leave it out; modelops \(command) --help tells more")
    }

    public func has(_ option: String) -> Bool { values[option] != nil }

    /// The last value given.
    public func value(_ option: String) -> String? { values[option]?.last }

    public func all(_ option: String) -> [String] { values[option] ?? [] }

    /// The only word.
    /// - Throws: `FleetError` `usage` when there is none or more than one.
    public func onlyWord(_ what: String) throws -> String {
        guard words.count == 1, let word = words.first else {
            throw FleetError("usage", .rejected, words.isEmpty ? "\(what) is not named" : "only one can be named, not '\(words[1])' too")
        }
        return word
    }
}
