import CCurl
import FleetCore
import Glibc

/// A libcurl handle made ready for one transfer, and what must live as long as it. Made, used and freed on the client's thread.
struct CurlHandle {
    let easy: UnsafeMutableRawPointer
    let transfer: CurlTransfer
    /// False when a file of the form cannot be read: nothing is sent then.
    let isReady: Bool
    private let list: UnsafeMutablePointer<curl_slist>?
    private let form: OpaquePointer?
    private let retained: Unmanaged<CurlTransfer>

    /// - Returns: nil when libcurl has no memory for a handle.
    init?(_ transfer: CurlTransfer) {
        guard let easy = curl_easy_init() else { return nil }
        self.easy = easy
        self.transfer = transfer
        let request = transfer.request
        retained = Unmanaged.passRetained(transfer)
        let pointer = retained.toOpaque()
        fleet_curl_set_text(easy, CURLOPT_URL, request.url)
        fleet_curl_set_text(easy, CURLOPT_PROTOCOLS_STR, "http,https")
        fleet_curl_set_text(easy, CURLOPT_CUSTOMREQUEST, request.method)
        // No proxy out of the environment: behind one the address policy would see the proxy's address only.
        fleet_curl_set_text(easy, CURLOPT_PROXY, "")
        if let authorities = transfer.authorities { fleet_curl_set_text(easy, CURLOPT_CAINFO, authorities) }
        if request.method == "HEAD" { fleet_curl_set_long(easy, CURLOPT_NOBODY, 1) }
        fleet_curl_set_long(easy, CURLOPT_NOSIGNAL, 1)
        fleet_curl_set_long(easy, CURLOPT_FOLLOWLOCATION, 0)
        fleet_curl_set_long(easy, CURLOPT_CONNECTTIMEOUT_MS, Self.milliseconds(request.connectTimeout))
        if let limit = request.totalTimeout { fleet_curl_set_long(easy, CURLOPT_TIMEOUT_MS, Self.milliseconds(limit)) }
        // An ended transfer does not wait for its name to be resolved: the thread serves everybody.
        fleet_curl_set_long(easy, CURLOPT_QUICK_EXIT, 1)
        fleet_curl_set_long(easy, CURLOPT_LOW_SPEED_LIMIT, 1)
        fleet_curl_set_long(easy, CURLOPT_LOW_SPEED_TIME, max(1, (Self.milliseconds(request.idleTimeout) + 999) / 1000))
        fleet_curl_set_pointer(easy, CURLOPT_PRIVATE, pointer)
        fleet_curl_set_pointer(easy, CURLOPT_HEADERDATA, pointer)
        fleet_curl_set_pointer(easy, CURLOPT_WRITEDATA, pointer)
        fleet_curl_set_pointer(easy, CURLOPT_OPENSOCKETDATA, pointer)
        fleet_curl_set_write(easy, CURLOPT_HEADERFUNCTION, receiveHeader)
        fleet_curl_set_write(easy, CURLOPT_WRITEFUNCTION, receiveBody)
        fleet_curl_set_open(easy, openSocket)
        if !request.isRepeatable {
            // libcurl sends again by itself when a kept connection ends without an answer: it must not, where that can be a second effect.
            fleet_curl_set_before(easy, beforeRequest)
            fleet_curl_set_pointer(easy, CURLOPT_PREREQDATA, pointer)
        }
        var list: UnsafeMutablePointer<curl_slist>?
        // No waiting for "100 Continue": our bodies are small or the server is known.
        list = curl_slist_append(list, "Expect:")
        // libcurl takes a name with nothing behind the colon as a wish to leave the header out.
        for header in request.headers { list = curl_slist_append(list, header.value.isEmpty ? "\(header.name);" : "\(header.name): \(header.value)") }
        var form: OpaquePointer?
        var isReady = true
        switch request.body {
        case .none:
            if request.method == "POST" || request.method == "PUT" {
                // No body has no type, unless the caller says one.
                if !request.headers.contains(where: { $0.name.lowercased() == "content-type" }) { list = curl_slist_append(list, "Content-Type:") }
                fleet_curl_set_large(easy, CURLOPT_POSTFIELDSIZE_LARGE, 0)
                fleet_curl_set_text(easy, CURLOPT_COPYPOSTFIELDS, "")
                fleet_curl_set_text(easy, CURLOPT_CUSTOMREQUEST, request.method)
            }
        case .bytes(let bytes, let type):
            list = curl_slist_append(list, "Content-Type: \(type)")
            fleet_curl_set_large(easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(bytes.count))
            bytes.withUnsafeBytes { buffer in
                _ = fleet_curl_set_pointer(
                    easy, CURLOPT_COPYPOSTFIELDS, UnsafeMutableRawPointer(mutating: buffer.baseAddress ?? UnsafeRawPointer(easy)))
            }
            fleet_curl_set_text(easy, CURLOPT_CUSTOMREQUEST, request.method)
        case .form(let parts):
            form = curl_mime_init(easy)
            for part in parts {
                let one = curl_mime_addpart(form)
                switch part {
                case .field(let name, let value):
                    curl_mime_name(one, name)
                    curl_mime_data(one, value, value.utf8.count)
                case .file(let name, let path, let fileName, let type):
                    curl_mime_name(one, name)
                    if curl_mime_filedata(one, path) != CURLE_OK { isReady = false }
                    curl_mime_filename(one, fileName)
                    curl_mime_type(one, type)
                }
            }
            if let form { fleet_curl_set_pointer(easy, CURLOPT_MIMEPOST, UnsafeMutableRawPointer(form)) }
        }
        fleet_curl_set_pointer(easy, CURLOPT_HTTPHEADER, list)
        self.isReady = isReady
        self.list = list
        self.form = form
    }

    /// Tells the transfer how it ended, and frees everything.
    func end(_ result: CURLcode) {
        var sent = 0
        fleet_curl_get_long(easy, CURLINFO_REQUEST_SIZE, &sent)
        transfer.finish(result, sentBytes: Int64(sent))
        curl_easy_cleanup(easy)
        curl_mime_free(form)
        curl_slist_free_all(list)
        retained.release()
    }

    /// For libcurl 0 means for ever, and a negative number is ignored: what has no time left gets a millisecond.
    private static func milliseconds(_ duration: Duration) -> Int { Int(min(max(duration.inMilliseconds, 1), Int64(Int32.max))) }
}

private func transfer(_ context: UnsafeMutableRawPointer?) -> CurlTransfer? {
    context.map { Unmanaged<CurlTransfer>.fromOpaque($0).takeUnretainedValue() }
}

private func receiveHeader(_ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?) -> Int {
    guard let bytes, let transfer = transfer(context) else { return 0 }
    let raw = UnsafeRawBufferPointer(start: bytes, count: size * count)
    var line = String(decoding: raw, as: UTF8.self)
    while let last = line.unicodeScalars.last, last == "\r" || last == "\n" { line.unicodeScalars.removeLast() }
    guard !line.isEmpty else {
        transfer.headLineEnded()
        return size * count
    }
    return transfer.receive(headerLine: line) ? size * count : 0
}

private func receiveBody(_ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?) -> Int {
    guard let bytes, let transfer = transfer(context) else { return 0 }
    let raw = UnsafeRawBufferPointer(start: bytes, count: size * count)
    switch raw.withMemoryRebound(to: UInt8.self, { transfer.receive($0) }) {
    case .taken: return size * count
    case .pause: return Int(CURL_WRITEFUNC_PAUSE)
    case .abort: return 0
    }
}

private func beforeRequest(
    _ context: UnsafeMutableRawPointer?, _ remote: UnsafeMutablePointer<CChar>?, _ local: UnsafeMutablePointer<CChar>?, _ remotePort: Int32,
    _ localPort: Int32
) -> Int32 {
    guard let transfer = transfer(context), transfer.mayBeSent() else { return CURL_PREREQFUNC_ABORT }
    return CURL_PREREQFUNC_OK
}

private func openSocket(_ context: UnsafeMutableRawPointer?, _ purpose: curlsocktype, _ address: UnsafeMutablePointer<curl_sockaddr>?)
    -> curl_socket_t
{
    guard let address, let transfer = transfer(context) else { return -1 }
    // The address is longer than the field that it begins in, so it is read where it lies.
    let start = UnsafeRawPointer(address) + (MemoryLayout<curl_sockaddr>.offset(of: \.addr) ?? 0)
    guard transfer.policy.allows(start.assumingMemoryBound(to: sockaddr.self)) else {
        transfer.refuseAddress()
        return -1
    }
    return socket(address.pointee.family, address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue), address.pointee.protocol)
}
