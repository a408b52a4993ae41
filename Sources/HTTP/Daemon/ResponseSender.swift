import CMicroHTTP
import Foundation

/// Hands answers to libmicrohttpd, on the daemon's thread.
enum ResponseSender {
    private static let unknownLength = UInt64.max

    static func send(_ response: HTTPResponse, on exchange: Exchange, closing: Bool = false) -> MHD_Result {
        guard let prepared = prepare(response, exchange) else { return .NO }
        defer { MHD_destroy_response(prepared) }
        for field in response.headers.fields where HTTPHeaders.isSafe(field) { MHD_add_response_header(prepared, field.name, field.value) }
        MHD_add_response_header(prepared, "X-Content-Type-Options", "nosniff")
        if closing { MHD_add_response_header(prepared, "Connection", "close") }
        return MHD_queue_response(exchange.connection.pointer, UInt32(response.status), prepared)
    }

    private static func prepare(_ response: HTTPResponse, _ exchange: Exchange) -> OpaquePointer? {
        switch response.body {
        case .bytes(let bytes):
            var bytes = bytes
            return bytes.withUnsafeMutableBytes { fleet_mhd_copy($0.count, $0.baseAddress) }
        case .stream(let length, _): return stream(length, exchange)
        case .events: return stream(nil, exchange)
        }
    }

    private static func stream(_ length: Int64?, _ exchange: Exchange) -> OpaquePointer? {
        MHD_create_response_from_callback(
            length.map { UInt64(max(0, $0)) } ?? unknownLength, 32 * 1024, readPiece, Unmanaged.passRetained(exchange).toOpaque(), releaseExchange)
    }
}

// seam: called on the daemon's thread.
private func readPiece(_ context: UnsafeMutableRawPointer?, _ position: UInt64, _ buffer: UnsafeMutablePointer<CChar>?, _ maximum: Int) -> Int {
    guard let context, let buffer else { return -2 }
    let exchange = Unmanaged<Exchange>.fromOpaque(context).takeUnretainedValue()
    return exchange.stream.read(into: UnsafeMutableRawBufferPointer(start: buffer, count: maximum), connection: exchange.connection.pointer)
}

private func releaseExchange(_ context: UnsafeMutableRawPointer?) {
    guard let context else { return }
    Unmanaged<Exchange>.fromOpaque(context).release()
}
