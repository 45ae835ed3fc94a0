import COpenBLAS

/// Access to OpenBLAS. Every use goes through `prepare()`, which limits OpenBLAS to one thread:
/// the matrices here are small or thin, and the program runs its own threads around them. It also lets
/// OpenBLAS use the instruction set of a processor that it does not know.
package enum LAPACK {
  // A static let is initialised once and thread-safely.
  private static let core: String = {
    let name = openblas_select_core().map { String(cString: $0) }
    openblas_set_num_threads(1)
    return name ?? "unknown"
  }()

  package static func prepare() { _ = core }

  /// The name of the kernels that OpenBLAS uses, such as `SkylakeX`.
  package static var coreName: String { core }

  /// LAPACK's 32-bit integers.
  static func int(_ n: Int) -> Int32 { Int32(n) }
}

/// Fortran takes sizes by reference: these pass them without a mutable copy at the call site.
func withUnsafeSizes<R>(_ a: Int32, _ body: (UnsafePointer<Int32>) -> R) -> R {
  withUnsafePointer(to: a, body)
}

func withUnsafeSizes<R>(
  _ a: Int32, _ b: Int32, _ body: (UnsafePointer<Int32>, UnsafePointer<Int32>) -> R
) -> R {
  withUnsafePointer(to: a) { a in withUnsafePointer(to: b) { b in body(a, b) } }
}
