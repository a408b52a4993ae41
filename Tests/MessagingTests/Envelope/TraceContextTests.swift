import FleetCore
import Testing

@testable import Messaging

@Suite("Trace context")
struct TraceContextTests {
    @Test func whatIsMadeCanBeRead() throws {
        let trace = TraceContext(identifiers: FixedClock.identifiers)
        let read = try #require(TraceContext(traceparent: trace.traceparent))
        #expect(read == trace)
        let child = read.child(identifiers: FixedClock.identifiers)
        #expect(child.traceID == trace.traceID)
    }

    @Test func aLaterVersionIsReadAsFarAsItIsKnown() {
        let text = "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more"
        #expect(TraceContext(traceparent: text)?.spanID == "b7ad6b7169203331")
    }

    @Test(arguments: [("00", false), ("01", true), ("02", false), ("0a", false), ("0b", true), ("ff", true)])
    func theLowestBitOfTheFlagsIsThatOfSampling(flags: String, isSampled: Bool) {
        #expect(TraceContext(traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-\(flags)")?.isSampled == isSampled)
    }

    @Test(arguments: [
        "", "00", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331", "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
        "00-00000000000000000000000000000000-b7ad6b7169203331-01", "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
        "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
        "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-010", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0g",
        "00-0af7651916cd43dd8448eb211c80319c_b7ad6b7169203331-01", "00-0af7651916cd43dd8448eb211c80319é-b7ad6b7169203331-01",
    ])
    func malformedOnesAreNone(_ text: String) { #expect(TraceContext(traceparent: text) == nil) }
}
