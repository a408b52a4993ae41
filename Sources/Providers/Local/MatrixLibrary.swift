import Foundation

/// Finds OpenBLAS: without it, training takes some fifty times as long.
enum MatrixLibrary {
    /// Where Debian's `libopenblas0-pthread` puts it on each architecture.
    static let candidates = ["x86_64", "aarch64"].map { "/usr/lib/\($0)-linux-gnu/openblas-pthread/libopenblas.so.0" }

    static func find(configured: String?, isThere: (String) -> Bool = FileManager.default.fileExists(atPath:)) -> String? {
        (configured.map { [$0] } ?? candidates).first(where: isThere)
    }
}
