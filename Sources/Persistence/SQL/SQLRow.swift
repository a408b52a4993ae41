/// One row of an answer, in the order of the columns that were asked for.
struct SQLRow: Sendable, Equatable {
    let values: [SQLValue]
}
