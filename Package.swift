// swift-tools-version: 6.0
import Foundation
import PackageDescription

// How a program is linked decides how fast it starts: macroscope takes 13 ms, and 33 with shared libraries of HDF5 and Swift.
// HDF5's brings thirty others along, which read files from the network. Debian and Ubuntu have an archive besides, of which
// only what is used is linked.
let hasHDF5Archive = FileManager.default.fileExists(atPath: "/usr/include/hdf5/serial/hdf5.h")
let hdf5Libraries = hasHDF5Archive ? [":libhdf5_serial.a", "sz"] : ["hdf5"]
let staticRuntime = ["-static-stdlib"]
// LLVM's linker, since the default one warns of code in Foundation.
let staticLinking = staticRuntime + ["-use-ld=lld"]

/// The targets form a line: each imports only targets listed before it.
let package = Package(
  name: "Macroscope",
  products: [
    .library(
      name: "Macroscope",
      targets: [
        "Macroscope", "Reporting", "Comparison", "Surrogates", "CoarseGraining", "Dynamics",
        "Potentials",
        "Statistics", "LinearAlgebra",
      ]),
    .executable(name: "macroscope", targets: ["MacroscopeCLI"]),
    .executable(name: "surrogate-experiments", targets: ["SurrogateExperiments"]),
    .executable(name: "statistical-calibration", targets: ["StatisticalCalibration"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
  ],
  targets: [
    // System libraries and thin shims.
    .systemLibrary(
      name: "CHDF5", pkgConfig: hasHDF5Archive ? nil : "hdf5-serial",
      providers: [.apt(["libhdf5-dev"])]),
    .systemLibrary(name: "CGSL", providers: [.apt(["libgsl-dev"])]),
    .target(
      name: "COpenBLAS",
      // OpenBLAS must come before GSL on the link line: libgsl resolves its cblas symbols from it.
      linkerSettings: [.linkedLibrary("openblas"), .linkedLibrary("gsl"), .linkedLibrary("m")]),
    .systemLibrary(name: "CDigest", providers: [.apt(["libmd-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .target(name: "CTOML"),
    .target(name: "CKernels", linkerSettings: [.linkedLibrary("m")]),

    .target(name: "LinearAlgebra", dependencies: ["COpenBLAS"]),
    .target(name: "Statistics", dependencies: ["CGSL", "COpenBLAS", "LinearAlgebra"]),
    .target(
      name: "Storage", dependencies: ["CHDF5", "CDigest", "CZlib"],
      linkerSettings: hdf5Libraries.map { .linkedLibrary($0) }),
    .target(name: "Potentials", dependencies: ["CKernels", "Storage"]),
    .target(
      name: "Dynamics",
      dependencies: ["CKernels", "LinearAlgebra", "Statistics", "Storage", "Potentials"]),
    .target(
      name: "CoarseGraining",
      dependencies: [
        "CKernels", "LinearAlgebra", "Statistics", "Storage", "Potentials", "Dynamics",
      ]),
    .target(
      name: "Surrogates",
      dependencies: [
        "CKernels", "COpenBLAS", "LinearAlgebra", "Statistics", "Storage", "Potentials", "Dynamics",
        "CoarseGraining",
      ]),
    .target(
      name: "Comparison",
      dependencies: [
        "LinearAlgebra", "Statistics", "Storage", "Potentials", "Dynamics", "CoarseGraining",
      ]),
    .target(
      name: "Macroscope",
      dependencies: [
        "CTOML", "CKernels", "LinearAlgebra", "Statistics", "Storage", "Potentials", "Dynamics",
        "CoarseGraining", "Surrogates", "Comparison",
      ]),
    .target(
      name: "Reporting",
      dependencies: [
        "LinearAlgebra", "Statistics", "Storage", "Potentials", "Dynamics", "Surrogates",
        "Comparison", "Macroscope",
      ]),
    .target(
      name: "Benchmarking",
      dependencies: [
        "CKernels", "COpenBLAS", "LinearAlgebra", "Statistics", "Potentials", "Dynamics",
        "CoarseGraining", "Surrogates", "Comparison", "Macroscope",
      ]),
    .executableTarget(
      name: "MacroscopeCLI",
      dependencies: [
        "Potentials", "Macroscope", "Reporting", "Surrogates", "Benchmarking",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: [.unsafeFlags(staticRuntime, .when(platforms: [.linux]))],
      linkerSettings: [.unsafeFlags(staticLinking, .when(platforms: [.linux]))]),

    // Figures of docs/surrogate-experiments.md and docs/accuracy-per-cost.md.
    .executableTarget(
      name: "SurrogateExperiments",
      dependencies: [
        "LinearAlgebra", "Statistics", "Potentials", "Dynamics", "Surrogates", "Macroscope",
      ]),

    // The method once more, slow and obvious: what the fast one is tested against.
    .target(
      name: "Reference",
      dependencies: ["Dynamics", "Potentials", "LinearAlgebra", "Statistics"],
      path: "Tests/Reference"),
    // Figures of docs/statistical-calibration.md.
    .executableTarget(
      name: "StatisticalCalibration",
      dependencies: [
        "Reference", "LinearAlgebra", "Statistics", "Potentials", "Dynamics", "CoarseGraining",
        "Comparison", "Macroscope",
      ]),
    .testTarget(
      name: "ReferenceTests",
      dependencies: [
        "Reference", "CoarseGraining", "Dynamics", "Potentials", "LinearAlgebra", "Statistics",
      ]),
    .testTarget(name: "KernelsTests", dependencies: ["CKernels"]),
    .testTarget(name: "LinearAlgebraTests", dependencies: ["LinearAlgebra", "COpenBLAS"]),
    .testTarget(name: "StatisticsTests", dependencies: ["Statistics", "LinearAlgebra"]),
    .testTarget(name: "StorageTests", dependencies: ["Storage", "CHDF5"]),
    .testTarget(name: "PotentialsTests", dependencies: ["Reference", "Potentials", "CKernels"]),
    .testTarget(
      name: "DynamicsTests",
      dependencies: [
        "Reference", "Dynamics", "Potentials", "LinearAlgebra", "Statistics", "Storage",
        "CKernels",
      ]),
    .testTarget(
      name: "CoarseGrainingTests",
      dependencies: [
        "Reference", "CoarseGraining", "Dynamics", "Potentials", "LinearAlgebra", "Statistics",
        "Storage",
      ]),
    .testTarget(
      name: "SurrogatesTests",
      dependencies: [
        "Surrogates", "CoarseGraining", "Dynamics", "Potentials", "LinearAlgebra", "Statistics",
        "CKernels",
        "Storage",
      ]),
    .testTarget(
      name: "ComparisonTests",
      dependencies: [
        "Comparison", "CoarseGraining", "Dynamics", "Potentials", "LinearAlgebra", "Statistics",
        "Storage",
      ]),
    .testTarget(
      name: "MacroscopeTests",
      dependencies: [
        "CTOML", "Macroscope", "Surrogates", "Comparison", "Potentials", "Dynamics",
        "CoarseGraining",
        "LinearAlgebra", "Statistics", "Storage",
      ]),
    .testTarget(
      name: "ReportingTests",
      dependencies: [
        "Reporting", "Macroscope", "Surrogates", "Comparison", "LinearAlgebra", "Statistics",
        "Storage",
      ]),
    .testTarget(name: "BenchmarkingTests", dependencies: ["Benchmarking", "Potentials"]),
    // What readers of files from anywhere are fuzzed by (scripts/fuzz); the tests replay its corpus.
    .target(
      name: "FuzzTargets",
      dependencies: [
        "Reference", "Potentials", "Dynamics", "Surrogates", "Macroscope", "Reporting", "Storage",
      ],
      path: "Tests/Fuzz/Targets"),
    .testTarget(name: "FuzzTests", dependencies: ["FuzzTargets"]),
    // Does one thing many times, to see whether memory grows.
    .executableTarget(
      name: "LeakProbe", dependencies: ["Macroscope", "Potentials"], path: "Tests/LeakProbe"),
    // Runs the programs, which `swift test` builds too; as a dependency, macroscope's way of linking would be the tests'.
    .testTarget(name: "CommandLineTests", dependencies: ["Macroscope", "Storage"]),
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .c17,
  cxxLanguageStandard: .cxx17
)

// libFuzzer's engine is linked by scripts/fuzz alone, so nobody else builds what needs it.
if Context.environment["MACROSCOPE_FUZZ"] != nil {
  package.targets.append(
    .executableTarget(name: "fuzz", dependencies: ["FuzzTargets"], path: "Tests/Fuzz/Driver"))
}
