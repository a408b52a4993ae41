import Messaging

/// One message that somebody could write to a job topic, and what must become of it.
public struct PoisonCase: Sendable, CustomStringConvertible {
    public enum Expectation: Sendable, Equatable {
        /// It is a job.
        case accepted
        /// It is put aside with this reason code.
        case refused(String)
    }

    public let name: String
    public let body: [UInt8]
    public let headers: [Record.Header]
    public let expectation: Expectation

    public var description: String { name }

    init(_ name: String, _ body: [UInt8], headers: [Record.Header] = [], _ expectation: Expectation) {
        self.name = name
        self.body = body
        self.headers = headers
        self.expectation = expectation
    }

    init(_ name: String, _ body: String, headers: [Record.Header] = [], _ expectation: Expectation) {
        self.init(name, Array(body.utf8), headers: headers, expectation)
    }
}
