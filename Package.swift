// swift-tools-version: 6.0
// The house: targets by layer. An arrow points to a lower layer only; a test reads this file and the imports.
import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
]

let package = Package(
    name: "modelops-fleet",
    products: [
        .executable(name: "coordinator", targets: ["coordinator"]),
        .executable(name: "sanitizer", targets: ["sanitizer"]),
        .executable(name: "materializer", targets: ["materializer"]),
        .executable(name: "trainer", targets: ["trainer"]),
        .executable(name: "optimizer", targets: ["optimizer"]),
        .executable(name: "evaluator", targets: ["evaluator"]),
        .executable(name: "modelops", targets: ["modelops"]),
        // For the benchmarks alone: a nested package reaches the libraries of another one through a product only.
        .library(
            name: "FleetLibraries",
            targets: ["FleetCore", "Telemetry", "JSON", "Crypto", "Messaging", "Persistence", "JobDocument", "Kafka", "ObjectStorage", "WorkerKit", "Coordination"]),
    ],
    targets: [
        // Layer 0: C libraries that Debian keeps patched; a module map and a shim each.
        .systemLibrary(name: "CRDKafka", path: "Sources/C/CRDKafka", pkgConfig: "rdkafka", providers: [.apt(["librdkafka-dev"])]),
        .systemLibrary(name: "CSQLite", path: "Sources/C/CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CPostgres", path: "Sources/C/CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(name: "CMicroHTTP", path: "Sources/C/CMicroHTTP", pkgConfig: "libmicrohttpd", providers: [.apt(["libmicrohttpd-dev"])]),
        .systemLibrary(name: "CCurl", path: "Sources/C/CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CCrypto", path: "Sources/C/CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CHyperscan", path: "Sources/C/CHyperscan", pkgConfig: "libhs", providers: [.apt(["libhyperscan-dev"])]),
        .systemLibrary(name: "CMarkdown", path: "Sources/C/CMarkdown", pkgConfig: "libcmark-gfm", providers: [.apt(["libcmark-gfm-dev"])]),
        .systemLibrary(name: "CYAML", path: "Sources/C/CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        .systemLibrary(name: "CPosix", path: "Sources/C/CPosix"),
        .target(
            name: "SimdJSON", path: "Sources/C/SimdJSON", publicHeadersPath: "include",
            linkerSettings: [.linkedLibrary("simdjson"), .linkedLibrary("stdc++")]),

        // Layer 1: words, values and pure machines.
        .target(name: "FleetCore", swiftSettings: strict),

        // Layer 2: one concern each, over one C library at most.
        .target(name: "Telemetry", dependencies: [], swiftSettings: strict),
        .target(name: "JSON", dependencies: ["FleetCore", "SimdJSON"], swiftSettings: strict),
        .target(name: "Crypto", dependencies: ["FleetCore", "CCrypto"], swiftSettings: strict),
        .target(name: "Subprocesses", dependencies: ["FleetCore", "CPosix"], swiftSettings: strict),

        // Layer 3: the seams to the world.
        .target(name: "HTTP", dependencies: ["FleetCore", "Telemetry", "JSON", "CMicroHTTP", "CCurl"], swiftSettings: strict),
        .target(name: "Messaging", dependencies: ["FleetCore", "JSON", "Crypto"], swiftSettings: strict),
        .target(name: "Persistence", dependencies: ["FleetCore", "Crypto", "CSQLite", "CPostgres"], swiftSettings: strict),
        .target(name: "JobDocument", dependencies: ["FleetCore", "JSON", "Crypto"], swiftSettings: strict),

        // Layer 4: implementations of the seams, and the frame that every worker stands in.
        .target(name: "Kafka", dependencies: ["FleetCore", "Messaging", "CRDKafka"], swiftSettings: strict),
        .target(name: "ObjectStorage", dependencies: ["FleetCore", "Crypto", "HTTP"], swiftSettings: strict),
        .target(name: "Providers", dependencies: ["FleetCore", "JSON", "HTTP", "Subprocesses"], swiftSettings: strict),

        // Layer 5
        .target(name: "WorkerKit", dependencies: ["FleetCore", "Telemetry", "JSON", "Messaging", "ObjectStorage"], swiftSettings: strict),

        // Layer 6: the coordinator, and one library per worker; no imports between them.
        .target(name: "Coordination", dependencies: ["FleetCore", "Telemetry", "JSON", "Crypto", "HTTP", "Messaging", "Persistence", "JobDocument", "ObjectStorage"], swiftSettings: strict),
        .target(name: "Sanitizing", dependencies: ["FleetCore", "JSON", "Crypto", "Messaging", "ObjectStorage", "WorkerKit", "CHyperscan", "CMarkdown"], swiftSettings: strict),
        .target(name: "Features", dependencies: ["FleetCore", "JSON", "Crypto", "JobDocument", "ObjectStorage", "Providers", "WorkerKit", "CSQLite"], swiftSettings: strict),
        .target(name: "Training", dependencies: ["FleetCore", "JSON", "Messaging", "ObjectStorage", "Providers", "WorkerKit"], swiftSettings: strict),
        .target(name: "Optimizing", dependencies: ["FleetCore", "JSON", "ObjectStorage", "Providers", "WorkerKit"], swiftSettings: strict),
        .target(name: "Evaluating", dependencies: ["FleetCore", "JSON", "Crypto", "Messaging", "ObjectStorage", "Providers", "WorkerKit"], swiftSettings: strict),

        // Layer 7: settings, service group, exporters, assembly; and what tests share.
        .target(
            name: "FleetHost",
            dependencies: ["FleetCore", "Telemetry", "JSON", "Crypto", "HTTP", "Messaging", "Kafka", "Persistence", "JobDocument", "ObjectStorage", "Providers", "Subprocesses", "WorkerKit", "Coordination"],
            swiftSettings: strict),
        .target(name: "FleetTesting", dependencies: ["FleetCore", "Telemetry", "JSON", "Crypto", "HTTP", "Subprocesses", "Messaging", "Persistence", "ObjectStorage", "Providers", "WorkerKit"], path: "Sources/FleetTesting", swiftSettings: strict),

        // Layer 8: the whole fleet in one process.
        .target(name: "LocalFleet", dependencies: ["FleetCore", "Telemetry", "JSON", "HTTP", "Kafka", "Messaging", "FleetHost", "Coordination", "WorkerKit", "Sanitizing", "Features", "Training", "Optimizing", "Evaluating"], swiftSettings: strict),

        // Layer 9: the command line.
        .target(name: "CLI", dependencies: ["FleetCore", "Telemetry", "JSON", "Crypto", "HTTP", "Providers", "Messaging", "Kafka", "JobDocument", "FleetHost", "LocalFleet", "Evaluating", "CYAML"], swiftSettings: strict),

        // Layer 10: executables, at most sixty lines each, no logic.
        .executableTarget(name: "coordinator", dependencies: ["FleetHost", "Coordination", "Evaluating"], swiftSettings: strict),
        .executableTarget(name: "sanitizer", dependencies: ["FleetHost", "Sanitizing"], swiftSettings: strict),
        .executableTarget(name: "materializer", dependencies: ["FleetHost", "Features"], swiftSettings: strict),
        .executableTarget(name: "trainer", dependencies: ["FleetHost", "Training"], swiftSettings: strict),
        .executableTarget(name: "optimizer", dependencies: ["FleetHost", "Optimizing"], swiftSettings: strict),
        .executableTarget(name: "evaluator", dependencies: ["FleetHost", "Evaluating"], swiftSettings: strict),
        .executableTarget(name: "modelops", dependencies: ["CLI"], swiftSettings: strict),

        // Tests: one target per library that has behaviour.
        .testTarget(name: "ArchitectureTests", dependencies: [], swiftSettings: strict),
        .testTarget(name: "FleetCoreTests", dependencies: ["FleetCore", "FleetTesting"], swiftSettings: strict),
        .testTarget(name: "TelemetryTests", dependencies: ["Telemetry"], swiftSettings: strict),
        .testTarget(name: "JSONTests", dependencies: ["JSON", "FleetCore"], swiftSettings: strict),
        .testTarget(name: "CryptoTests", dependencies: ["Crypto", "FleetCore"], swiftSettings: strict),
        .testTarget(name: "SubprocessesTests", dependencies: ["Subprocesses", "FleetCore"], swiftSettings: strict),
        .testTarget(name: "HTTPTests", dependencies: ["HTTP", "FleetCore", "JSON", "Telemetry", "FleetTesting"], swiftSettings: strict),
        .testTarget(name: "MessagingTests", dependencies: ["Messaging", "JSON", "FleetTesting"], swiftSettings: strict),
        .testTarget(name: "PersistenceTests", dependencies: ["Persistence", "FleetTesting"], swiftSettings: strict),
        .testTarget(name: "JobDocumentTests", dependencies: ["JobDocument", "JSON", "FleetTesting"], swiftSettings: strict),
        .testTarget(name: "KafkaTests", dependencies: ["FleetCore", "Telemetry", "JSON", "Kafka", "Messaging", "Persistence", "Coordination", "FleetTesting"], swiftSettings: strict),
        .testTarget(name: "ObjectStorageTests", dependencies: ["ObjectStorage", "HTTP", "Crypto", "FleetCore", "FleetTesting"], swiftSettings: strict),
        .testTarget(name: "ProvidersTests", dependencies: ["Providers", "HTTP", "JSON", "Subprocesses", "FleetTesting"], swiftSettings: strict),
        .testTarget(name: "WorkerKitTests", dependencies: ["WorkerKit", "Messaging", "FleetTesting"], swiftSettings: strict),
        .testTarget(name: "CoordinationTests", dependencies: ["Coordination", "Crypto", "JSON", "ObjectStorage", "Messaging", "Persistence", "HTTP", "JobDocument", "FleetTesting"], swiftSettings: strict),
        .testTarget(name: "SanitizingTests", dependencies: ["Sanitizing", "Crypto", "FleetCore", "JSON", "Messaging", "ObjectStorage", "Telemetry", "WorkerKit", "FleetTesting"], swiftSettings: strict),
        .testTarget(name: "FeaturesTests", dependencies: ["Features", "FleetCore", "JSON", "Messaging", "ObjectStorage", "Providers", "WorkerKit", "FleetTesting"], swiftSettings: strict),
        .testTarget(name: "TrainingTests", dependencies: ["Training", "FleetCore", "HTTP", "JSON", "ObjectStorage", "Providers", "Subprocesses", "Messaging", "WorkerKit", "FleetTesting"], swiftSettings: strict),
        .testTarget(name: "OptimizingTests", dependencies: ["Optimizing", "FleetCore", "JSON", "ObjectStorage", "Providers", "Subprocesses", "Messaging", "WorkerKit", "FleetTesting"], swiftSettings: strict),
        .testTarget(name: "EvaluatingTests", dependencies: ["Evaluating", "FleetCore", "JSON", "WorkerKit", "FleetTesting"], swiftSettings: strict),
        .testTarget(name: "FleetHostTests", dependencies: ["FleetHost", "FleetCore", "Crypto", "HTTP", "JSON", "ObjectStorage", "Telemetry", "FleetTesting"], swiftSettings: strict),
        .testTarget(name: "CLITests", dependencies: ["CLI", "FleetCore", "HTTP", "JSON", "Telemetry", "FleetTesting"], swiftSettings: strict),
        .testTarget(name: "SimulationTests", dependencies: ["FleetCore", "Telemetry", "JSON", "Crypto", "Messaging", "Persistence", "JobDocument", "ObjectStorage", "Providers", "WorkerKit", "Coordination", "Training", "FleetTesting"], swiftSettings: strict),
        .testTarget(name: "EndToEndTests", dependencies: ["FleetCore", "HTTP", "JSON", "Kafka", "Messaging", "FleetHost", "LocalFleet", "FleetTesting"], swiftSettings: strict),
        .testTarget(
            name: "FaultsTests", dependencies: ["FleetCore", "Crypto", "HTTP", "JSON", "Kafka", "Messaging", "Persistence", "Providers", "FleetTesting"], path: "Tests/Faults",
            exclude: ["Results.json", "Mutations", "Mutations.json"], swiftSettings: strict),
    ],
    cxxLanguageStandard: .cxx17
)
