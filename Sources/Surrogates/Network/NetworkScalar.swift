import CKernels
import COpenBLAS
import LinearAlgebra

/// A number that networks compute with: `Float` for training and use, `Double` for checks.
public protocol NetworkScalar: BinaryFloatingPoint, BitwiseCopyable, Sendable {
  /// The inner loops for this type on this machine.
  static var kernels: NetworkKernels { get }

  /// C ← α op(A) op(B) + β C for matrices stored by rows, with op(A) of shape m × k and op(B) of shape k × n.
  ///
  /// One thread; 2mnk operations. C must not overlap A or B.
  ///
  /// - Parameters:
  ///   - alpha: α.
  ///   - a: A, m × k, or k × m where it is transposed.
  ///   - aStride: the distance between rows of A.
  ///   - aIsTransposed: whether op(A) is Aᵀ.
  ///   - b: B, k × n, or n × k where it is transposed.
  ///   - bStride: the distance between rows of B.
  ///   - bIsTransposed: whether op(B) is Bᵀ.
  ///   - beta: β; with 0, C need not hold numbers.
  ///   - c: C, m × n.
  ///   - cStride: the distance between rows of C.
  ///   - m: rows of op(A) and C.
  ///   - n: columns of op(B) and C.
  ///   - k: columns of op(A), rows of op(B).
  static func multiply(
    _ alpha: Self, _ a: UnsafePointer<Self>, _ aStride: Int, transposed aIsTransposed: Bool,
    _ b: UnsafePointer<Self>, _ bStride: Int, transposed bIsTransposed: Bool,
    plus beta: Self, _ c: UnsafeMutablePointer<Self>, _ cStride: Int, m: Int, n: Int, k: Int)
}

extension Float: NetworkScalar {
  public static let kernels = NetworkKernels(CK_REAL_FLOAT)

  public static func multiply(
    _ alpha: Float, _ a: UnsafePointer<Float>, _ aStride: Int, transposed aIsTransposed: Bool,
    _ b: UnsafePointer<Float>, _ bStride: Int, transposed bIsTransposed: Bool,
    plus beta: Float, _ c: UnsafeMutablePointer<Float>, _ cStride: Int, m: Int, n: Int, k: Int
  ) {
    // Up to a million multiplications OpenBLAS's AVX-512 kernels work on the matrices as they lie, beyond
    // that on packed copies, which costs a third of the speed in layers of 128 units.
    let rows = min(m, 64)
    let limit = 1_000_000 / (rows * max(k, 1)) / 16 * 16
    let isCut = multipliesInPlace && m * n * k > 1_000_000 && limit >= 16
    let pieces = isCut ? (n + limit - 1) / limit : 1
    let columns = isCut ? ((n + pieces - 1) / pieces + 15) / 16 * 16 : max(n, 1)
    var beta = beta
    if beta == 0 && !multipliesInPlace {
      // OpenBLAS's other kernels clear C one number at a time, which is a tenth of a training.
      for i in 0..<m { (c + i * cStride).update(repeating: 0, count: n) }
      beta = 1
    }
    for i in stride(from: 0, to: m, by: isCut ? rows : max(m, 1)) {
      for j in stride(from: 0, to: n, by: columns) {
        cblas_sgemm(
          CblasRowMajor, aIsTransposed ? CblasTrans : CblasNoTrans,
          bIsTransposed ? CblasTrans : CblasNoTrans, Int32(isCut ? min(rows, m - i) : m),
          Int32(min(columns, n - j)), Int32(k), alpha, a + (aIsTransposed ? i : i * aStride),
          Int32(aStride), b + (bIsTransposed ? j * bStride : j), Int32(bStride), beta,
          c + i * cStride + j, Int32(cStride))
      }
    }
  }

  /// Whether OpenBLAS has products of small matrices that need no packing.
  private static let multipliesInPlace = ["SkylakeX", "Cooperlake", "SapphireRapids"].contains(
    LAPACK.coreName)
}

extension Double: NetworkScalar {
  public static let kernels = NetworkKernels(CK_REAL_DOUBLE)

  public static func multiply(
    _ alpha: Double, _ a: UnsafePointer<Double>, _ aStride: Int, transposed aIsTransposed: Bool,
    _ b: UnsafePointer<Double>, _ bStride: Int, transposed bIsTransposed: Bool,
    plus beta: Double, _ c: UnsafeMutablePointer<Double>, _ cStride: Int, m: Int, n: Int, k: Int
  ) {
    cblas_dgemm(
      CblasRowMajor, aIsTransposed ? CblasTrans : CblasNoTrans,
      bIsTransposed ? CblasTrans : CblasNoTrans, Int32(m), Int32(n), Int32(k), alpha, a,
      Int32(aStride), b, Int32(bStride), beta, c, Int32(cStride))
  }
}
