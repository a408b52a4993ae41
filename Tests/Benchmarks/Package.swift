// swift-tools-version: 6.0
// The benchmarks: a package of its own, so that nobody who builds or tests the fleet pays for them. `deploy/bench` runs them.
import PackageDescription

let package = Package(
    name: "benchmarks",
    dependencies: [.package(name: "modelops-fleet", path: "../..")],
    targets: [
        .executableTarget(
            name: "backbone", dependencies: [.product(name: "FleetLibraries", package: "modelops-fleet")],
            swiftSettings: [.swiftLanguageMode(.v6), .enableUpcomingFeature("ExistentialAny")])
    ]
)
