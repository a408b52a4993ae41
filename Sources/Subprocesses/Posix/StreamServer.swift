import FleetCore
import Glibc

/// The thread behind a child's three streams. It reads only while there is room for lines, so that memory is bounded and the child waits in its own write.
struct StreamServer: Sendable {
    let input: Int32
    let output: Int32
    let error: Int32
    let queue: InputQueue
    let lines: BoundedChannel<ProcessLine>
    let wake: WakePipe
    let ended: Signal
    /// Nobody reads the lines any more.
    let discarded: Signal
    let maximumLineBytes: Int

    /// One of the child's two outputs.
    private struct Source {
        let descriptor: Int32
        let stream: ProcessLine.Stream
        var splitter: LineSplitter
        var isOpen = true
    }

    // seam: runs on a thread of its own, because `poll` blocks.
    func run() {
        blockBrokenPipeSignal()
        for descriptor in [input, output, error] { _ = fcntl(descriptor, F_SETFL, O_NONBLOCK) }
        var sources = [
            Source(descriptor: output, stream: .standardOutput, splitter: LineSplitter(maximumBytes: maximumLineBytes)),
            Source(descriptor: error, stream: .standardError, splitter: LineSplitter(maximumBytes: maximumLineBytes)),
        ]
        var isInputOpen = true
        var waiting: [ProcessLine] = []
        while true {
            flush(&waiting)
            if isInputOpen, queue.isFinished {
                close(input)
                isInputOpen = false
            }
            // Asked before the poll: all that the child wrote before its end is in the pipes by then.
            let hasEnded = ended.isSet
            let hasOpenSource = sources.contains { $0.isOpen }
            if waiting.isEmpty, !hasOpenSource, hasEnded { break }
            var polled = [pollfd(fd: wake.readEnd, events: Int16(POLLIN), revents: 0)]
            for source in sources where source.isOpen && waiting.isEmpty {
                polled.append(pollfd(fd: source.descriptor, events: Int16(POLLIN), revents: 0))
            }
            if isInputOpen, !queue.isEmpty { polled.append(pollfd(fd: input, events: Int16(POLLOUT), revents: 0)) }
            let ready = poll(&polled, nfds_t(polled.count), hasEnded && waiting.isEmpty ? 0 : -1)
            if ready == 0 { break }
            wake.clear()
            for index in sources.indices where polled.contains(where: { $0.fd == sources[index].descriptor && $0.revents != 0 }) {
                waiting += read(&sources[index])
            }
            if isInputOpen, polled.contains(where: { $0.fd == input && $0.revents != 0 }) { writeInput() }
        }
        if isInputOpen { close(input) }
        queue.abandon()
        close(output)
        close(error)
        lines.close()
    }

    private func flush(_ waiting: inout [ProcessLine]) {
        if discarded.isSet { return waiting.removeAll() }
        var sent = 0
        while sent < waiting.count, lines.offer(waiting[sent]) { sent += 1 }
        waiting.removeFirst(sent)
    }

    private func read(_ source: inout Source) -> [ProcessLine] {
        var buffer = [UInt8](repeating: 0, count: 16 * 1024)
        let count = Glibc.read(source.descriptor, &buffer, buffer.count)
        if count < 0, errno == EAGAIN || errno == EINTR { return [] }
        let stream = source.stream
        if count <= 0 {
            source.isOpen = false
            guard let last = source.splitter.finish() else { return [] }
            return [ProcessLine(stream: stream, text: last.text, isTruncated: last.isTruncated)]
        }
        return source.splitter.feed(buffer[..<count]).map { ProcessLine(stream: stream, text: $0.text, isTruncated: $0.isTruncated) }
    }

    private func writeInput() {
        var isBroken = false
        queue.write { bytes in
            let count = Glibc.write(input, bytes.baseAddress, bytes.count)
            if count < 0, errno != EAGAIN, errno != EINTR { isBroken = true }
            return max(0, count)
        }
        if isBroken { queue.abandon() }
    }

    /// A child that closed its input must cost us an error, not the process.
    private func blockBrokenPipeSignal() {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }
}
