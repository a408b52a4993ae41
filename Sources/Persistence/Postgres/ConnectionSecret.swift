import CPostgres
import FleetCore

/// Where a PostgreSQL server is and how to come in, as libpq reads it (`host=… dbname=…` or `postgresql://…`). A secret: it shows itself nowhere.
public struct ConnectionSecret: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package let text: String

    public init(_ text: String) { self.text = text }

    public var description: String { "(a secret)" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: [:]) }

    /// - Throws: `FleetError` `setting_invalid` (rejected), which says nothing of the text itself.
    func validate() throws { _ = try options() }

    /// `HOST:PORT`, for whoever has to find out why nobody answers there.
    var place: String {
        let options = (try? options()) ?? [:]
        let host = [options["host"], options["hostaddr"]].compactMap { $0 }.first { !$0.isEmpty } ?? "the local socket"
        // A password with an unescaped `@` makes its rest a part of the host.
        let isPlain = host.unicodeScalars.allSatisfy { $0.properties.isAlphabetic || $0.properties.numericType != nil || "-.:,/_ ".unicodeScalars.contains($0) }
        let port = options["port"].flatMap { $0.isEmpty ? nil : $0 } ?? "5432"
        return "\(isPlain ? host : "…"):\(port)"
    }

    /// The words of the text that must not stand in an error: user, database, password, and the host, which `place` names where it may.
    func confidential() -> [String] {
        guard let options = try? options() else { return [] }
        return ["password", "user", "dbname", "host", "hostaddr", "passfile", "sslkey"].compactMap { options[$0] }.filter { !$0.isEmpty }
    }

    private func options() throws -> [String: String] {
        var message: UnsafeMutablePointer<CChar>?
        guard let parsed = PQconninfoParse(text, &message) else {
            PQfreemem(message)
            throw FleetError(
                "setting_invalid", .rejected, "the connection string of the state store cannot be read",
                hint: "write it as postgresql://user:password@host:5432/database or as host=… dbname=… user=…")
        }
        defer { PQconninfoFree(parsed) }
        var options: [String: String] = [:]
        var entry = parsed
        while let keyword = entry.pointee.keyword {
            if let value = entry.pointee.val { options[String(cString: keyword)] = String(cString: value) }
            entry += 1
        }
        return options
    }
}
