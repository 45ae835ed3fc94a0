import COpenBLAS
import Foundation
import LinearAlgebra
import Testing

private typealias Multiplication =
  @convention(c) (
    CBLAS_ORDER, CBLAS_TRANSPOSE, CBLAS_TRANSPOSE, Int32, Int32, Int32, Float,
    UnsafePointer<Float>?, Int32, UnsafePointer<Float>?, Int32, Float, UnsafeMutablePointer<Float>?,
    Int32
  ) -> Void

@Suite("Choice of OpenBLAS's kernels", .serialized)
struct CoreSelectionTests {
  private let a: [Float] = (0..<64 * 64).map { n in Float(n * 37 % 101 - 50) / 64 }
  private let b: [Float] = (0..<64 * 128).map { n in Float(n * 53 % 97 - 48) / 64 }

  /// A 64×64 times B 64×128, the shape of a hidden layer, and the seconds of the fastest of many runs.
  private func run(_ multiply: Multiplication) -> ([Float], Double) {
    var c = [Float](repeating: 0, count: 64 * 128)
    var best = Double.infinity
    for _ in 0..<400 {
      let start = ContinuousClock.now
      multiply(
        CblasRowMajor, CblasNoTrans, CblasNoTrans, 64, 128, 64, 1, a, 64, b, 128, 0, &c, 128)
      best = min(best, (ContinuousClock.now - start) / .seconds(1))
    }
    return (c, best)
  }

  /// `cblas_sgemm` of a second copy of the library, loaded into a name space of its own, which still has
  /// the kernels that OpenBLAS chose by itself.
  private func unselected() -> Multiplication? {
    // Neither dladdr nor dlmopen is visible from Swift.
    typealias Describe =
      @convention(c) (
        UnsafeRawPointer, UnsafeMutablePointer<UnsafePointer<CChar>?>
      ) -> Int32
    typealias Open = @convention(c) (Int, UnsafePointer<CChar>, Int32) -> UnsafeMutableRawPointer?
    // The sanitizers' run-time libraries do not stand a second name space.
    guard dlsym(nil, "__asan_init") == nil, dlsym(nil, "__tsan_init") == nil,
      let address = dlsym(nil, "cblas_sgemm"), let describe = dlsym(nil, "dladdr"),
      let open = dlsym(nil, "dlmopen")
    else { return nil }
    // The first of four words is the file's name.
    var information = [UnsafePointer<CChar>?](repeating: nil, count: 4)
    guard unsafeBitCast(describe, to: Describe.self)(address, &information) != 0,
      let file = information[0],
      let library = unsafeBitCast(open, to: Open.self)(-1, file, RTLD_NOW),
      let symbol = dlsym(library, "cblas_sgemm")
    else { return nil }
    return unsafeBitCast(symbol, to: Multiplication.self)
  }

  @Test("a processor with AVX2 is not left with kernels from before it")
  func coreName() {
    let environment = ProcessInfo.processInfo.environment
    let flags = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    #if arch(x86_64)
      if flags.contains(" avx2 ") && flags.contains(" fma ")
        && environment["OPENBLAS_CORETYPE"] == nil
      {
        let outdated = ["Unknown", "Generic", "Prescott", "Core2", "Penryn", "Nehalem"]
        #expect(!outdated.contains(LAPACK.coreName))
      }
    #endif
    #expect(!LAPACK.coreName.isEmpty)
    #expect(openblas_get_corename().map { String(cString: $0) } == LAPACK.coreName)
    #expect(ProcessInfo.processInfo.environment == environment)
  }

  @Test("sgemm of 64×64×128 is right, and not slower than with the kernels chosen by OpenBLAS")
  func product() {
    LAPACK.prepare()
    let (c, chosen) = run(cblas_sgemm)
    for i in [0, 17, 63] {
      for j in [0, 31, 127] {
        var exact = 0.0
        for k in 0..<64 { exact += Double(a[i * 64 + k]) * Double(b[k * 128 + j]) }
        #expect(abs(Double(c[i * 128 + j]) - exact) < 1e-5)
      }
    }
    guard let multiply = unselected() else { return }
    let (reference, before) = run(multiply)
    #expect(zip(c, reference).allSatisfy { abs($0 - $1) < 1e-5 })
    // The fastest of many: one part in seven is left to what else the machine does.
    #expect(chosen < before * 1.15, "\(chosen) s with \(LAPACK.coreName), \(before) s without")
  }
}
