import FleetCore
import Providers

/// One change to a trained model that makes it cheaper to serve. A new pass is one file here and one line in `Builtins`.
public protocol OptimizationPass: Sendable {
    /// The `type` in the job document.
    static var type: String { get }

    /// Reads its options.
    /// - Parameter path: of the pass in the job document, for errors.
    /// - Throws: `FleetError` (rejected) that names the option.
    init(_ plan: OptimizeInput.Pass, at path: String) throws

    /// Does its work on the model that the pass before left.
    func apply(to model: ModelInProgress, with runtime: LocalModelRuntime, stop: Signal) async throws -> ModelInProgress
}

/// A model between two passes, on the local disk.
public struct ModelInProgress: Sendable, Equatable {
    /// The folder with fp32 weights that training left.
    public var folder: String
    /// The file to be served.
    public var gguf: QuantizedFile
    /// The number format of its weights, as `ModelArtifact.precision` says it.
    public var precision: String

    public init(folder: String, gguf: QuantizedFile, precision: String) {
        self.folder = folder
        self.gguf = gguf
        self.precision = precision
    }
}
