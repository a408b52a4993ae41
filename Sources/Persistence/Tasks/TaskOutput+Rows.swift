extension TaskOutput {
    init(_ row: inout SQLRowReader) throws {
        self.init(task: try row.next(), step: try row.next(), ordinal: try row.next(), output: try row.next())
    }

    init(_ row: TaskRow) { self.init(task: row.id, step: row.step, ordinal: row.ordinal, output: row.output) }
}
