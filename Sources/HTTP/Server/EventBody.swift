/// Server-sent events as the bytes of a body.
struct EventBody: HTTPBodySource {
    let source: any ServerSentEventSource

    func next() async throws -> [UInt8]? { try await source.next()?.bytes }
    func close() async { await source.close() }
}
