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
  ///   - a: A, whose rows are `aStride` apart; m × k, or k × m where it is transposed.
  ///   - b: B, likewise; k × n, or n × k where it is transposed.
  ///   - c: C, likewise.
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
    cblas_sgemm(
      CblasRowMajor, aIsTransposed ? CblasTrans : CblasNoTrans,
      bIsTransposed ? CblasTrans : CblasNoTrans, Int32(m), Int32(n), Int32(k), alpha, a,
      Int32(aStride), b, Int32(bStride), beta, c, Int32(cStride))
  }
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
