import Glibc

/// Texts for a C function that takes a list ending with a null pointer. The pointers are valid within `withPointers`.
final class CStringList {
    private let owned: [UnsafeMutablePointer<CChar>?]

    init(_ texts: [String]) { owned = texts.map { strdup($0) } + [nil] }

    deinit { for text in owned { free(text) } }

    func withPointers<Result>(_ body: ([UnsafePointer<CChar>?]) -> Result) -> Result {
        withExtendedLifetime(self) { body(owned.map { UnsafePointer($0) }) }
    }
}
