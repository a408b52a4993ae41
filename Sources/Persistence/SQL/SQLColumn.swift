import FleetCore

/// A type that a column can hold.
protocol SQLColumn {
    /// Nil where the stored value is not one of this type.
    init?(sql: SQLValue)
    var sql: SQLValue { get }
}

extension SQLColumn where Self: RawRepresentable, RawValue == String {
    init?(sql: SQLValue) {
        guard case .text(let text) = sql else { return nil }
        self.init(rawValue: text)
    }

    var sql: SQLValue { .text(rawValue) }
}

extension SQLColumn where Self: FixedWidthInteger {
    init?(sql: SQLValue) {
        guard case .integer(let number) = sql else { return nil }
        self.init(exactly: number)
    }

    var sql: SQLValue { .integer(Int64(self)) }
}

extension Int: SQLColumn {}
extension Int32: SQLColumn {}
extension Int64: SQLColumn {}

extension Bool: SQLColumn {
    init?(sql: SQLValue) {
        guard case .integer(let number) = sql, number == 0 || number == 1 else { return nil }
        self = number == 1
    }

    var sql: SQLValue { .integer(self ? 1 : 0) }
}

extension String: SQLColumn {
    init?(sql: SQLValue) {
        guard case .text(let text) = sql else { return nil }
        self = text
    }

    var sql: SQLValue { .text(self) }
}

extension [UInt8]: SQLColumn {
    init?(sql: SQLValue) {
        guard case .blob(let bytes) = sql else { return nil }
        self = bytes
    }

    var sql: SQLValue { .blob(self) }
}

extension Optional: SQLColumn where Wrapped: SQLColumn {
    init?(sql: SQLValue) {
        if case .null = sql {
            self = Optional<Wrapped>.none
        } else {
            guard let value = Wrapped(sql: sql) else { return nil }
            self = value
        }
    }

    var sql: SQLValue { self?.sql ?? .null }
}
