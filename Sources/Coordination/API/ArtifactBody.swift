import HTTP
import ObjectStorage

/// An artifact as a body. Bytes that are not the recorded ones break the connection off before its end.
struct ArtifactBody: HTTPBodySource {
    let reader: any ObjectReader

    func next() async throws -> [UInt8]? { try await reader.next() }
    func close() async { await reader.close() }
}
