// swift-tools-version: 6.2
// Folders show the layers: a target may depend only on what stands below it (docs/architecture.md).

import PackageDescription

let strict: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

// The build tree's own libraries first, then those beside an unpacked release. Only the things that run carry
// these flags, so the library product stays usable as a dependency.
let findLibraries: [LinkerSetting] = [
    .unsafeFlags([
        "-Xlinker", "-rpath=$ORIGIN/../../../.deps/openvino/lib",
        "-Xlinker", "-rpath=$ORIGIN/../lib",
    ])
]

func layer(_ name: String, at path: String, uses dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, path: "Sources/\(path)", swiftSettings: strict)
}

func tests(of name: String, uses dependencies: [Target.Dependency] = []) -> Target {
    .testTarget(
        name: "\(name)Tests",
        dependencies: [.init(stringLiteral: name), "TestSupport"] + dependencies,
        swiftSettings: strict,
        linkerSettings: findLibraries
    )
}

let package = Package(
    name: "dazzle",
    products: [
        .library(name: "Dazzle", targets: ["Dazzle"]),
        .executable(name: "dazzle", targets: ["Command"]),
    ],
    targets: [
        // C
        .systemLibrary(name: "OpenVINORuntime", path: "Sources/C/OpenVINORuntime", pkgConfig: "dazzle-openvino"),
        .target(name: "COpenVINO", dependencies: ["OpenVINORuntime"], path: "Sources/C/COpenVINO"),
        .systemLibrary(name: "CLinux", path: "Sources/C/CLinux"),
        .systemLibrary(
            name: "CGnuTLS", path: "Sources/C/CGnuTLS", pkgConfig: "gnutls", providers: [.apt(["libgnutls28-dev"])]),
        .systemLibrary(
            name: "CCurl", path: "Sources/C/CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(
            name: "CTurboJPEG", path: "Sources/C/CTurboJPEG", pkgConfig: "libturbojpeg",
            providers: [.apt(["libturbojpeg0-dev"])]),
        .systemLibrary(name: "CPNG", path: "Sources/C/CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
        .systemLibrary(
            name: "CWebP", path: "Sources/C/CWebP", pkgConfig: "libwebp", providers: [.apt(["libwebp-dev"])]),
        .systemLibrary(
            name: "CFFmpeg", path: "Sources/C/CFFmpeg", pkgConfig: "libavformat",
            providers: [.apt(["libavformat-dev", "libavcodec-dev", "libavutil-dev", "libswscale-dev"])]),
        // Foundations and leaves
        layer("Support", at: "Foundations/Support"),
        layer("OpenVINO", at: "Runtime/OpenVINO", uses: ["COpenVINO", "Support"]),
        layer("Jinja", at: "Text/Jinja", uses: ["Support"]),
        layer("Tokenizers", at: "Text/Tokenizers", uses: ["OpenVINO", "Support"]),
        layer("Repository", at: "Repository", uses: ["Support"]),
        layer("Metrics", at: "Foundations/Metrics"),
        layer("HTTPClient", at: "Foundations/HTTPClient", uses: ["CCurl", "Support"]),
        layer("Hub", at: "Hub", uses: ["CGnuTLS", "CLinux", "HTTPClient", "Support"]),
        // Vision
        layer(
            "Media", at: "Vision/Media",
            uses: ["CFFmpeg", "CPNG", "CTurboJPEG", "CWebP", "HTTPClient", "Support"]),
        layer("Vision", at: "Vision/Processors", uses: ["Media", "OpenVINO", "Repository", "Support"]),
        // Engine
        layer("Generation", at: "Engine/Generation", uses: ["Support"]),
        layer("Models", at: "Engine/Models", uses: ["Generation", "OpenVINO", "Repository", "Support", "Vision"]),
        // What people import, and what they run
        layer(
            "Dazzle", at: "Dazzle",
            uses: [
                "Generation", "Jinja", "Media", "Models", "OpenVINO", "Repository", "Support", "Tokenizers", "Vision",
            ]),
        // Serving
        layer("HTTPServer", at: "Serving/HTTPServer", uses: ["CGnuTLS", "CLinux", "Support"]),
        // A layer with files of its own: the page, which goes into the program.
        .target(
            name: "Playground", dependencies: ["HTTPServer", "Support"], path: "Sources/Serving/Playground",
            resources: [.embedInCode("Resources")], swiftSettings: strict),
        layer("API", at: "Serving/API", uses: ["Dazzle", "HTTPServer", "Metrics", "Playground", "Support"]),
        layer("ServeBench", at: "ServeBench", uses: ["HTTPClient", "Media", "Support"]),
        .executableTarget(
            name: "Command",
            dependencies: [
                "API", "Dazzle", "HTTPClient", "HTTPServer", "Hub", "Jinja", "Repository", "ServeBench", "Support",
                "Tokenizers",
            ],
            path: "Sources/Command",
            swiftSettings: strict, linkerSettings: findLibraries),
        .executableTarget(
            name: "EngineBench", dependencies: ["Generation", "Models", "Support"], path: "bench/EngineBench",
            swiftSettings: strict, linkerSettings: findLibraries),
        // Tests
        .target(name: "TestSupport", dependencies: ["Support"], path: "Tests/TestSupport", swiftSettings: strict),
        tests(of: "Support"),
        tests(of: "OpenVINO"),
        tests(of: "Jinja"),
        tests(of: "Tokenizers", uses: ["OpenVINO"]),
        tests(of: "Repository", uses: ["Support"]),
        tests(of: "Generation", uses: ["Support"]),
        tests(of: "Models", uses: ["Generation", "OpenVINO", "Repository", "Support", "Vision"]),
        tests(of: "Dazzle", uses: ["Support"]),
        tests(of: "Metrics"),
        tests(of: "HTTPClient", uses: ["Support"]),
        tests(of: "Hub", uses: ["HTTPClient", "Support"]),
        tests(of: "HTTPServer", uses: ["HTTPClient", "Support"]),
        tests(of: "API", uses: ["Dazzle", "HTTPServer", "Metrics", "Support"]),
        tests(of: "Media", uses: ["HTTPClient", "Support"]),
        tests(of: "Vision", uses: ["Media", "OpenVINO", "Repository", "Support", "Tokenizers"]),
        tests(of: "ServeBench", uses: ["HTTPClient", "Support"]),
        tests(of: "Command", uses: ["Dazzle", "Hub", "Support"]),
    ],
    swiftLanguageModes: [.v6],
    cxxLanguageStandard: .cxx17
)
