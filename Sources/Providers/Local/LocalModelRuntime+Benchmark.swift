import FleetCore
import JSON
import Synchronization

/// One request of a benchmark.
public struct BenchmarkRequest: Sendable, Equatable {
    public enum System: String, Sendable { case before, after }

    public let system: System
    /// The row of the file, from 0.
    public let row: Int64
    /// How it was answered; nil when the request failed.
    public let answer: Answer?

    public struct Answer: Sendable, Equatable {
        public let text: String
        public let milliseconds: Double
        public let completionTokens: Int

        public init(text: String, milliseconds: Double, completionTokens: Int) {
            self.text = text
            self.milliseconds = milliseconds
            self.completionTokens = completionTokens
        }
    }

    public init(system: System, row: Int64, answer: Answer?) {
        self.system = system
        self.row = row
        self.answer = answer
    }
}

/// What a quantisation gave.
public struct QuantizedFile: Sendable, Equatable {
    public let path: String
    public let bytes: Int64
    public let sha256: String
}

extension LocalModelRuntime {
    /// Serves two GGUF files at once and asks them in turn, one request at a time, in changing order.
    /// - Parameters:
    ///   - rows: JSON lines of chats; a final answer in a row is not shown.
    ///   - limit: rows asked at most.
    ///   - warmUp: requests to each model first, not measured.
    public func benchmark(
        before: String, after: String, rows: String, limit: Int, maximumTokens: Int, warmUp: Int, stop: Signal? = nil,
        onProgress: @escaping @Sendable (Int64, Int64) -> Void = { _, _ in }
    ) async throws -> [BenchmarkRequest] {
        let found = Mutex<[BenchmarkRequest]>([])
        let request: JSONValue = [
            "before": .string(before), "after": .string(after), "rows": .string(rows), "limit": .integer(Int64(limit)),
            "max_tokens": .integer(Int64(maximumTokens)), "warm_up": .integer(Int64(warmUp)), "threads": .integer(Int64(settings.threads)),
        ]
        _ = try await run(.benchmark, request, stop: stop) { event in
            switch event {
            case .row(let index, let value):
                let one = try Self.benchmarkRequest(index, value)
                found.withLock { $0.append(one) }
            case .progress(let done, let total, _, _): onProgress(done, total)
            default: break
            }
        }
        return found.withLock { $0 }
    }

    /// Writes a model folder as one GGUF file.
    /// - Parameter format: `f32`, `f16`, `q8_0` or `q4_0`.
    public func quantize(folder: String, format: String, to path: String, stop: Signal? = nil) async throws -> QuantizedFile {
        let request: JSONValue = ["model": .string(folder), "output": .string(path), "format": .string(format)]
        let result = try await run(.quantize, request, stop: stop)
        guard let bytes = result["bytes"]?.integer, let sha256 = result["sha256"]?.string else {
            throw LocalModelEvent.violation("a result without 'bytes' and 'sha256'")
        }
        return QuantizedFile(path: path, bytes: bytes, sha256: sha256)
    }

    private static func benchmarkRequest(_ index: Int64, _ value: JSONValue) throws -> BenchmarkRequest {
        guard let system = value["system"]?.string.flatMap(BenchmarkRequest.System.init(rawValue:)) else {
            throw LocalModelEvent.violation("a row without 'system'")
        }
        guard let text = value["text"]?.string, let milliseconds = value["milliseconds"]?.number, let tokens = value["completion_tokens"]?.integer
        else { return BenchmarkRequest(system: system, row: index, answer: nil) }
        let answer = BenchmarkRequest.Answer(text: text, milliseconds: milliseconds, completionTokens: Int(tokens))
        return BenchmarkRequest(system: system, row: index, answer: answer)
    }
}
