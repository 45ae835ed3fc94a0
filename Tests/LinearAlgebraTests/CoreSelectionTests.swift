import COpenBLAS
import Foundation
import LinearAlgebra
import Testing

/// Speed is the benchmark's matter (GEMM among its bare limits); here, which kernels are taken, and that
/// they multiply rightly.
@Suite("Choice of OpenBLAS's kernels")
struct CoreSelectionTests {
  /// Names of kernels without AVX2.
  private static let outdated = ["Unknown", "Generic", "Prescott", "Core2", "Penryn", "Nehalem"]

  /// The name of the kernels that OpenBLAS chose by itself: that of a second copy of the library, loaded
  /// into a name space of its own. None where that cannot be had.
  private func ownChoice() -> String? {
    // Neither dladdr nor dlmopen is visible from Swift.
    typealias Describe =
      @convention(c) (
        UnsafeRawPointer, UnsafeMutablePointer<UnsafePointer<CChar>?>
      ) -> Int32
    typealias Open = @convention(c) (Int, UnsafePointer<CChar>, Int32) -> UnsafeMutableRawPointer?
    typealias Name = @convention(c) () -> UnsafePointer<CChar>?
    // The sanitizers' run-time libraries do not stand a second name space.
    guard dlsym(nil, "__asan_init") == nil, dlsym(nil, "__tsan_init") == nil,
      let address = dlsym(nil, "openblas_get_corename"), let describe = dlsym(nil, "dladdr"),
      let open = dlsym(nil, "dlmopen")
    else { return nil }
    // The first of four words is the file's name.
    var information = [UnsafePointer<CChar>?](repeating: nil, count: 4)
    guard unsafeBitCast(describe, to: Describe.self)(address, &information) != 0,
      let file = information[0],
      let library = unsafeBitCast(open, to: Open.self)(-1, file, RTLD_NOW),
      let symbol = dlsym(library, "openblas_get_corename")
    else { return nil }
    return unsafeBitCast(symbol, to: Name.self)().map { String(cString: $0) }
  }

  @Test("kernels from before AVX2 are not left to a processor that has it, other choices are")
  func coreName() {
    let environment = ProcessInfo.processInfo.environment
    let flags = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    #if arch(x86_64)
      if flags.contains(" avx2 ") && flags.contains(" fma ")
        && environment["OPENBLAS_CORETYPE"] == nil
      {
        #expect(!Self.outdated.contains(LAPACK.coreName))
      }
    #endif
    if let own = ownChoice(), !Self.outdated.contains(own) { #expect(LAPACK.coreName == own) }
    #expect(!LAPACK.coreName.isEmpty)
    #expect(openblas_get_corename().map { String(cString: $0) } == LAPACK.coreName)
    #expect(ProcessInfo.processInfo.environment == environment)
  }

  @Test("sgemm of 64×64×128, the shape of a hidden layer, is right")
  func product() {
    LAPACK.prepare()
    let a: [Float] = (0..<64 * 64).map { n in Float(n * 37 % 101 - 50) / 64 }
    let b: [Float] = (0..<64 * 128).map { n in Float(n * 53 % 97 - 48) / 64 }
    var c = [Float](repeating: 0, count: 64 * 128)
    cblas_sgemm(
      CblasRowMajor, CblasNoTrans, CblasNoTrans, 64, 128, 64, 1, a, 64, b, 128, 0, &c, 128)
    for i in 0..<64 {
      for j in 0..<128 {
        var exact = 0.0
        for k in 0..<64 { exact += Double(a[i * 64 + k]) * Double(b[k * 128 + j]) }
        #expect(abs(Double(c[i * 128 + j]) - exact) < 1e-5)
      }
    }
  }
}
