import CCurl
import FleetCore
import Foundation
import Synchronization

/// The one thread that owns libcurl's multi handle: it takes new transfers, wakes paused ones, and ends them.
final class CurlThread: Sendable {
    private enum Order: Sendable {
        case start(CurlTransfer)
        /// Room was made, or the transfer is to end.
        case look(CurlTransfer)
    }

    private struct State {
        var orders: [Order] = []
        var isStopped = false
    }

    private let state = Mutex(State())
    // libcurl allows curl_multi_wakeup from any thread; everything else on this handle happens on the thread itself.
    private nonisolated(unsafe) let multi: UnsafeMutableRawPointer

    init() throws {
        guard curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK, let multi = curl_multi_init() else {
            throw FleetError("http_client", .fatal, "libcurl does not start")
        }
        self.multi = multi
        fleet_curl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, 64)
        // seam: libcurl waits on its sockets here; Swift tasks await its answers.
        let thread = Thread { [self] in run() }  // seam: see above
        thread.name = "http-client"
        thread.start()
    }

    func start(_ transfer: CurlTransfer) { order(.start(transfer)) }

    func look(at transfer: CurlTransfer) { order(.look(transfer)) }

    /// Ends every transfer and the thread.
    func stop() {
        state.withLock { state in
            state.isStopped = true
            // Inside the lock: once the thread sees the stop, it frees the handle.
            curl_multi_wakeup(multi)
        }
    }

    private func order(_ order: Order) {
        let stopped = state.withLock { state -> Bool in
            if state.isStopped { return true }
            state.orders.append(order)
            curl_multi_wakeup(multi)
            return false
        }
        if stopped, case .start(let transfer) = order { transfer.finish(CURLE_FAILED_INIT, sentBytes: 0) }
    }

    private func run() {
        // A write to a connection that the other side closed must not end the process, whatever a TLS library does.
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        var running: [ObjectIdentifier: CurlHandle] = [:]
        while true {
            let (orders, stopped) = state.withLock { state in
                defer { state.orders = [] }
                return (state.orders, state.isStopped)
            }
            for order in orders { follow(order, &running) }
            if stopped { break }
            var active: Int32 = 0
            curl_multi_perform(multi, &active)
            collect(&running)
            curl_multi_poll(multi, nil, 0, 1000, nil)
        }
        for handle in running.values {
            curl_multi_remove_handle(multi, handle.easy)
            handle.end(CURLE_ABORTED_BY_CALLBACK)
        }
        curl_multi_cleanup(multi)
    }

    private func follow(_ order: Order, _ running: inout [ObjectIdentifier: CurlHandle]) {
        switch order {
        case .start(let transfer):
            guard !transfer.isCancelled, let handle = CurlHandle(transfer) else { return transfer.finish(CURLE_FAILED_INIT, sentBytes: 0) }
            guard handle.isReady else { return handle.end(CURLE_READ_ERROR) }
            guard curl_multi_add_handle(multi, handle.easy) == CURLM_OK else { return handle.end(CURLE_FAILED_INIT) }
            running[ObjectIdentifier(transfer)] = handle
        case .look(let transfer):
            guard let handle = running[ObjectIdentifier(transfer)] else { return }
            // What waited in libcurl is delivered here and now; a refusal of it shows in this result only, and the transfer would go on with a gap.
            let result = transfer.isCancelled ? CURLE_ABORTED_BY_CALLBACK : curl_easy_pause(handle.easy, CURLPAUSE_CONT)
            guard result != CURLE_OK else { return }
            curl_multi_remove_handle(multi, handle.easy)
            running[ObjectIdentifier(transfer)] = nil
            handle.end(result)
        }
    }

    private func collect(_ running: inout [ObjectIdentifier: CurlHandle]) {
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle else { continue }
            let result = fleet_curl_message_result(message)
            curl_multi_remove_handle(multi, easy)
            guard let found = running.first(where: { $0.value.easy == easy }) else { continue }
            running[found.key] = nil
            found.value.end(result)
        }
    }
}
