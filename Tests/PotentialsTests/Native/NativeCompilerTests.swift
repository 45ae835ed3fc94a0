import Foundation
import Potentials
import Testing

@Suite struct NativeCompilerTests {
  /// Calls `body` with a compiler whose cache is a new folder, which is removed afterwards.
  private static func withCache(
    _ body: (_ compiler: NativeCompiler, _ cache: URL) throws -> Void
  ) throws {
    let cache = FileManager.default.temporaryDirectory
      .appendingPathComponent("macroscope-compiler-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: cache) }
    let executable = NativeGradientTests.compiler.executable
    try body(NativeCompiler(executable: executable, cache: cache), cache)
  }

  private static func libraries(in cache: URL) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: cache.path)
  }

  private static let potential = Result {
    try ExpressionPotential("x^2/2 + 0.01*cos(x/0.01)", coordinates: ["x"])
  }

  private static func failure(of compiler: NativeCompiler) throws -> String {
    let failure = #expect(throws: NativeCompiler.Failure.self) {
      _ = try potential.get().compiled(by: compiler)
    }
    return failure?.description ?? ""
  }

  @Test(
    "a gradient is compiled once", .enabled(if: NativeGradientTests.isThereACompiler))
  func compiledOnce() throws {
    try Self.withCache { compiler, cache in
      let first = try Self.potential.get().compiled(by: compiler)
      #expect(first.nativeGradient != nil)
      let kept = try Self.libraries(in: cache)
      #expect(kept.count == 1 && kept[0].hasSuffix(".so"))
      let library = cache.appendingPathComponent(kept[0])
      let made = try FileManager.default.attributesOfItem(atPath: library.path)
      let second = try Self.potential.get().compiled(by: compiler)
      #expect(second.nativeGradient != nil)
      #expect(try Self.libraries(in: cache) == kept)
      let found = try FileManager.default.attributesOfItem(atPath: library.path)
      #expect(made[.systemFileNumber] as? Int == found[.systemFileNumber] as? Int)
      // Another function is another library.
      let other = try ExpressionPotential("x^2/2 + 0.02*cos(x/0.02)", coordinates: ["x"])
      _ = try other.compiled(by: compiler)
      #expect(try Self.libraries(in: cache).count == 2)
    }
  }

  @Test(
    "a library that others could have written is not loaded",
    .enabled(if: NativeGradientTests.isThereACompiler))
  func foreignLibraries() throws {
    try Self.withCache { compiler, cache in
      _ = try Self.potential.get().compiled(by: compiler)
      let library = cache.appendingPathComponent(try Self.libraries(in: cache)[0])
      try Data("no library".utf8).write(to: library)
      try FileManager.default.setAttributes([.posixPermissions: 0o666], ofItemAtPath: library.path)
      // Compiled anew, over what was there.
      _ = try Self.potential.get().compiled(by: compiler)
      #expect(try Data(contentsOf: library).count > 1000)
    }
  }

  @Test(
    "a damaged library is compiled anew", .enabled(if: NativeGradientTests.isThereACompiler))
  func damagedLibraries() throws {
    try Self.withCache { compiler, cache in
      _ = try Self.potential.get().compiled(by: compiler)
      let library = cache.appendingPathComponent(try Self.libraries(in: cache)[0])
      try FileManager.default.removeItem(at: library)
      try Data("no library".utf8).write(to: library)
      _ = try Self.potential.get().compiled(by: compiler)
      #expect(try Data(contentsOf: library).count > 1000)
    }
  }

  @Test(
    "without a cache nothing is left", .enabled(if: NativeGradientTests.isThereACompiler))
  func withoutCache() throws {
    let compiler = NativeCompiler(
      executable: NativeGradientTests.compiler.executable, cache: nil)
    #expect(try Self.potential.get().compiled(by: compiler).nativeGradient != nil)
  }

  @Test func noCompiler() throws {
    let none = NativeCompiler(executable: nil, cache: nil)
    #expect(try Self.failure(of: none) == "there is no clang")
    #expect(NativeCompiler.ofUser(environment: ["PATH": "/nowhere"]).executable == nil)
  }

  @Test func aCompilerThatFails() throws {
    let failing = NativeCompiler(executable: URL(fileURLWithPath: "/bin/false"), cache: nil)
    #expect(try Self.failure(of: failing).contains("failed"))
    let missing = NativeCompiler(executable: URL(fileURLWithPath: "/nowhere/clang"), cache: nil)
    #expect(try !Self.failure(of: missing).isEmpty)
    // Says that all is well, and has made nothing.
    let idle = NativeCompiler(executable: URL(fileURLWithPath: "/bin/true"), cache: nil)
    #expect(try !Self.failure(of: idle).isEmpty)
  }

  @Test func placeOfTheCache() {
    let home = NativeCompiler.ofUser(environment: ["HOME": "/home/somebody"])
    #expect(home.cache?.path == "/home/somebody/.cache/macroscope/kernels")
    let given = NativeCompiler.ofUser(
      environment: ["HOME": "/home/somebody", "XDG_CACHE_HOME": "/scratch"])
    #expect(given.cache?.path == "/scratch/macroscope/kernels")
    #expect(NativeCompiler.ofUser(environment: [:]).cache == nil)
  }

  @Test func longTapesAreInterpreted() throws {
    let potential = try ExpressionPotential(
      "sum(i, 1, 60, sum(j, 1, 60, x[i]*x[j]*(i + j)))", coordinates: ["x[60]"])
    let failure = #expect(throws: NativeCompiler.Failure.self) {
      _ = try potential.compiled(by: NativeGradientTests.compiler)
    }
    #expect(failure?.description.contains("instructions") == true)
  }
}
