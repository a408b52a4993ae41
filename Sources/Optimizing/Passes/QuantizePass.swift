import FleetCore
import Providers

/// Stores the weights in fewer bits: smaller files, less memory, faster answers.
public struct QuantizePass: OptimizationPass {
    public static let type = "quantize"
    static let formats = ["q8_0", "q4_0", "f16"]

    let format: String

    public init(_ plan: OptimizeInput.Pass, at path: String) throws {
        format = plan.format ?? "q8_0"
        guard Self.formats.contains(format) else {
            throw FleetError(
                "wrong_value", .rejected, "there is no format \(format.prefix(40))", path: "\(path).format",
                hint: "known are: \(Self.formats.joined(separator: ", "))")
        }
    }

    public func apply(to model: ModelInProgress, with runtime: LocalModelRuntime, stop: Signal) async throws -> ModelInProgress {
        // From the fp32 weights, never from a file that lost precision already.
        let file = try await runtime.quantize(folder: model.folder, format: format, to: "\(model.folder)-\(format).gguf", stop: stop)
        return ModelInProgress(folder: model.folder, gguf: file, precision: format)
    }
}
