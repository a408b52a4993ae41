/// The formats of raw data. A new one is a file in this folder and a line here.
public enum BuiltinReaders {
    public static let all: [any RowReader] = [
        JSONLinesReader(),
        JSONDocumentReader(),
        CSVReader(),
        MarkdownReader(),
    ]
}
