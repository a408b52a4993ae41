/// A connection of libmicrohttpd on its way between threads. Good while it is suspended, or on the daemon's own thread.
struct ConnectionHandle: @unchecked Sendable {
    // Owner: `Exchange` or `StreamBuffer`, each under its lock.
    let pointer: OpaquePointer
}
