// swift-tools-version: 6.2
import PackageDescription

// The map: the ground floor first, then one line per slice in dependency order, then the roof.
// A slice may import what stands above it in this list and nothing else; the compiler checks it.

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
]

let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let cryptoExtras: Target.Dependency = .product(name: "CryptoExtras", package: "swift-crypto")
let metrics: Target.Dependency = .product(name: "CoreMetrics", package: "swift-metrics")
let tracing: Target.Dependency = .product(name: "Tracing", package: "swift-distributed-tracing")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")

/// A target with its tests beside its source, in `Tests/`.
func module(
    _ name: String, in folder: String, _ dependencies: [Target.Dependency], embeds: [String] = [],
    testing more: [Target.Dependency]? = []
) -> [Target] {
    let path = "\(folder)/\(name)"
    let plugins: [Target.PluginUsage] = embeds.isEmpty ? [] : ["Embed"]
    let code: Target = .target(
        name: name, dependencies: dependencies, path: path, exclude: embeds + (more == nil ? [] : ["Tests"]),
        swiftSettings: settings, plugins: plugins)
    guard let more else { return [code] }
    let tests: Target = .testTarget(
        name: "\(name)Tests", dependencies: [.target(name: name)] + dependencies + more, path: "\(path)/Tests",
        swiftSettings: settings)
    return [code, tests]
}

func ground(
    _ name: String, _ dependencies: [Target.Dependency] = [], embeds: [String] = [], testing: [Target.Dependency]? = []
) -> [Target] {
    module(name, in: "Sources", dependencies, embeds: embeds, testing: testing)
}

func slice(
    _ name: String, after slices: [Target.Dependency], and more: [Target.Dependency] = [],
    embeds: [String] = ["Pages", "Words"], testing: [Target.Dependency] = []
) -> [Target] {
    let floor: [Target.Dependency] = ["Kernel", "Timekeeping", "Storage", "Jobs", "Words", "Web", "House", logging]
    return module(
        name, in: "Slices", floor + slices + more, embeds: embeds, testing: ["TestSupport"] + testing)
}

func library(_ name: String, pkgConfig: String, _ package: String) -> Target {
    .systemLibrary(name: name, path: "Sources/\(name)", pkgConfig: pkgConfig, providers: [.apt([package])])
}

let targets: [[Target]] = [
    // The ground floor
    ground("Kernel"),
    ground("Timekeeping", ["Kernel"]),
    ground("Holidays", ["Kernel"], embeds: ["Assets"]),
    ground("Storage", ["Kernel", logging], testing: ["TestSupport"]),
    ground(
        "StorageSQLite",
        [
            "Kernel", "Storage", .product(name: "GRDB", package: "GRDB.swift"),
            .product(name: "GRDBSQLite", package: "GRDB.swift"),
        ], testing: ["TestSupport"]),
    [library("CLibPQ", pkgConfig: "libpq", "libpq-dev")],
    ground("StoragePostgres", ["Kernel", "Storage", "CLibPQ", logging], testing: ["TestSupport"]),
    ground("Jobs", ["Kernel", "Storage", metrics, logging], testing: ["TestSupport"]),
    ground("Measures", [metrics, tracing, logging]),
    ground("Words", ["Kernel"]),
    [library("CLibICal", pkgConfig: "libical", "libical-dev")],
    ground("ICalendar", ["Kernel", "CLibICal"]),
    [library("CQREncode", pkgConfig: "libqrencode", "libqrencode-dev")],
    ground("QRCode", ["CQREncode"]),
    [
        library("CLibCurl", pkgConfig: "libcurl", "libcurl4-openssl-dev"),
        .target(name: "CCurlShim", dependencies: ["CLibCurl"], path: "Sources/CCurlShim"),
    ],
    ground("Curl", ["CCurlShim"], testing: nil),
    ground("Mail", ["Kernel", "CCurlShim", "Curl"], testing: ["TestSupport"]),
    [
        library("CTurboJPEG", pkgConfig: "libturbojpeg", "libturbojpeg0-dev"),
        library("CLibPNG", pkgConfig: "libpng", "libpng-dev"), library("CLibWebP", pkgConfig: "libwebp", "libwebp-dev"),
    ],
    ground("Pictures", ["CTurboJPEG", "CLibPNG", "CLibWebP"], testing: ["TestSupport"]),
    [library("CZlib", pkgConfig: "zlib", "zlib1g-dev")],
    ground(
        "Web",
        [
            "Kernel", "Storage", "Words", "CZlib", crypto, metrics, tracing, logging,
            .product(name: "Hummingbird", package: "hummingbird"),
            .product(name: "Mustache", package: "swift-mustache"),
            .product(name: "HTTPTypes", package: "swift-http-types"),
            .product(name: "NIOCore", package: "swift-nio"),
            .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        ], embeds: ["Assets", "Pages", "Words"], testing: ["TestSupport"]),
    ground("Outgoing", ["CCurlShim", "Curl"], testing: ["TestSupport"]),
    ground(
        "OpenID", ["Kernel", "Web", "Outgoing", crypto, .product(name: "JWTKit", package: "jwt-kit")],
        testing: [cryptoExtras]),
    ground("House", ["Kernel", "Timekeeping", "Storage", "Jobs", "Words", "Web", logging], testing: nil),

    // The slices: calls go up this list, events go down it
    slice(
        "Identity", after: [], and: [crypto, cryptoExtras, .product(name: "JWTKit", package: "jwt-kit")],
        embeds: ["Assets", "Words"]),
    slice("Account", after: ["Identity"], and: ["QRCode"]),
    slice("Federation", after: ["Identity", "Account"], and: ["OpenID"], testing: ["Outgoing"]),
    slice("Catalogue", after: ["Identity"], and: ["Pictures", "QRCode", crypto]),
    slice("Members", after: ["Identity", "Catalogue"]),
    slice("Customers", after: ["Identity", "Catalogue"], embeds: ["Words"]),
    slice("Scheduling", after: ["Identity", "Catalogue"], and: ["Holidays"], embeds: ["Words"]),
    slice("Setup", after: ["Identity", "Catalogue", "Scheduling"], and: ["Holidays"]),
    slice(
        "Bookings", after: ["Identity", "Catalogue", "Customers", "Scheduling"], and: ["ICalendar"],
        embeds: ["Words"], testing: ["TestWorld"]),
    slice(
        "BookingAPI", after: ["Identity", "Catalogue", "Customers", "Scheduling", "Bookings"], embeds: [],
        testing: ["TestWorld"]),
    slice(
        "Storefront", after: ["Identity", "Catalogue", "Customers", "Scheduling", "Bookings"],
        and: ["ICalendar", "QRCode"], testing: ["TestWorld"]),
    slice(
        "Desk", after: ["Identity", "Catalogue", "Customers", "Scheduling", "Bookings"], testing: ["TestWorld"]),
    slice("Admin", after: ["Identity", "Catalogue", "Members", "Scheduling", "Bookings"]),
    slice(
        "Privacy",
        after: [
            "Identity", "Account", "Catalogue", "Members", "Customers", "Scheduling", "Bookings", "Storefront",
        ]),
    slice(
        "Messages", after: ["Identity", "Catalogue", "Members", "Customers", "Bookings"], and: ["Mail", "ICalendar"]),

    // The roof
    [
        .executableTarget(
            name: "daybook",
            dependencies: [
                "Kernel", "Timekeeping", "Storage", "StorageSQLite", "StoragePostgres", "Jobs", "Words", "Web", "Mail",
                "House", "Outgoing", "OpenID", "Identity", "Account", "Federation", "Catalogue", "Members", "Customers",
                "Scheduling", "Setup",
                "Bookings", "BookingAPI", "Storefront", "Desk", "Admin", "Privacy", "Messages", "Measures", metrics,
                tracing, logging,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Configuration", package: "swift-configuration"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ], path: "App", exclude: ["Tests"], swiftSettings: settings),
        .testTarget(
            name: "AppTests",
            dependencies: [
                "daybook", "TestSupport", "Kernel", "Timekeeping", "Storage", "Jobs", "Words", "Pictures", "Web",
                "House", "Outgoing", "OpenID", "Identity", "Account", "Federation", "Catalogue", "Members", "Customers",
                "Scheduling", "Setup",
                "Bookings", "BookingAPI", "Storefront", "Desk", "Admin", "Privacy", "Messages", "Mail", "Measures",
                metrics, tracing, logging,
                .product(name: "HTTPTypes", package: "swift-http-types"),
            ], path: "App/Tests", swiftSettings: settings),
        .target(
            name: "TestSupport", dependencies: ["Kernel", "Storage", "StorageSQLite", "StoragePostgres", logging],
            path: "Tests/Support", swiftSettings: settings),
        .target(
            name: "TestWorld",
            dependencies: [
                "TestSupport", "Kernel", "Timekeeping", "Storage", "Jobs", "Words", "Web", "House", "Identity",
                "Account", "Catalogue", "Customers", "Scheduling", "Bookings", "BookingAPI", "Storefront", "Desk",
                logging,
                .product(name: "HTTPTypes", package: "swift-http-types"),
            ], path: "Tests/World", swiftSettings: settings),
        .executableTarget(
            name: "HelloBench",
            dependencies: [
                .product(name: "Hummingbird", package: "hummingbird"), .product(name: "NIOCore", package: "swift-nio"),
                logging,
            ], path: "Tests/Bench/Hello", swiftSettings: settings),
        .executableTarget(name: "EmbedTool", path: "Plugins/EmbedTool", swiftSettings: settings),
        .plugin(name: "Embed", capability: .buildTool(), dependencies: ["EmbedTool"], path: "Plugins/Embed"),
    ],
]

let package = Package(
    name: "daybook",
    products: [.executable(name: "daybook", targets: ["daybook"])],
    dependencies: [
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-distributed-tracing", from: "1.7.3"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(
            url: "https://github.com/apple/swift-configuration", from: "1.4.0",
            traits: ["JSON", "CommandLineArguments"]),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: targets.flatMap { $0 })
