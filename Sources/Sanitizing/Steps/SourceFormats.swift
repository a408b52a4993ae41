import FleetCore
import ObjectStorage

/// Which reader a source gets: the named format, or by the ending of the file.
enum SourceFormats {
    /// - Throws: `FleetError` `unknown_format` (rejected) with the path of the source.
    static func reader(for source: SanitizationPlan.Source, file: SourceFile, path: String) throws -> any RowReader {
        if let format = source.format {
            if let reader = BuiltinReaders.all.first(where: { $0.format == format }) { return reader }
            throw FleetError(
                "unknown_format", .rejected, "'\(format.prefix(40))' is no format that can be read", path: path + ".format",
                hint: "use one of \(BuiltinReaders.all.map(\.format).joined(separator: ", "))")
        }
        let name = file.shown.split(separator: "/").last ?? ""
        let ending = name.split(separator: ".").last.map { $0.lowercased() } ?? ""
        if let reader = BuiltinReaders.all.first(where: { $0.endings.contains(ending) }) { return reader }
        throw FleetError(
            "unknown_format", .rejected, "the name of the file tells no format", path: path,
            hint: "set its format: \(BuiltinReaders.all.map(\.format).joined(separator: ", "))")
    }
}
