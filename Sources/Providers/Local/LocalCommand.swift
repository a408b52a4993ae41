/// A command of the local model runtime.
public enum LocalCommand: String, Sendable, CaseIterable {
    case convert, train, quantize, serve, generate, perplexity, benchmark
    case scoreLabels = "score_labels"

    /// Whether it multiplies large matrices itself; the others bring fast kernels of their own, or need none.
    var needsMatrixLibrary: Bool {
        switch self {
        case .train, .generate, .perplexity, .scoreLabels: true
        case .convert, .quantize, .serve, .benchmark: false
        }
    }
}
