import FleetCore
import FleetTesting

/// A port on which nobody listens now.
enum FreePort {
    static func find() throws -> UInt16 {
        // A proxy takes one of the system's choice and gives it back.
        let proxy = try FaultProxy(to: 9)
        proxy.stop()
        return proxy.port
    }
}
