import CKernels
import COpenBLAS
import Dynamics
import Potentials

/// What one core does at best: each elementary function alone, on data in the first-level cache.
public struct MachineLimits: Codable, Sendable, Equatable {
  /// Sines a second, in double precision.
  public let sine: Double
  /// Exponentials a second.
  public let exponential: Double
  /// Logarithms a second.
  public let logarithm: Double
  /// Normal numbers a second.
  public let normal: Double
  /// Multiply-adds a second, each of one pair of doubles.
  public let multiplyAdd: Double
  /// Multiply-adds a second in products of 512 × 512 matrices of floats.
  public let matrixProduct: Double

  private enum CodingKeys: String, CodingKey {
    case sine, exponential, logarithm, normal
    case multiplyAdd = "multiply_add"
    case matrixProduct = "matrix_product"
  }

  /// Measures them, each for so many seconds.
  public init(seconds: Double) {
    let kernels = ck_kernels.best
    let count = 1024
    let rounds = 1000
    let units = Double(count * rounds)
    let x = AlignedBuffer((0..<count).map { 1 + 0.731 * Double($0) })
    let exponents = AlignedBuffer((0..<count).map { 0.01 * Double($0) - 5 })
    let y = AlignedBuffer(count: count)
    sine =
      Throughput(units: units, seconds: seconds) {
        for _ in 0..<rounds { kernels.sine?(x.pointer, y.pointer, Int64(count)) }
      }.best
    exponential =
      Throughput(units: units, seconds: seconds) {
        for _ in 0..<rounds { kernels.exponential?(exponents.pointer, y.pointer, Int64(count)) }
      }.best
    logarithm =
      Throughput(units: units, seconds: seconds) {
        for _ in 0..<rounds { kernels.logarithm?(x.pointer, y.pointer, Int64(count)) }
      }.best
    let key: [UInt32] = [1, 2]
    let blocks = 4
    let numbers = AlignedBuffer(count: 4 * blocks * blockStride)
    normal =
      Throughput(units: Double(numbers.count * rounds), seconds: seconds) {
        for round in 0..<rounds {
          kernels.normals?(
            key, 0, UInt64(round * blocks), Int32(blocks), Int32(blockStride), numbers.pointer)
        }
      }.best
    let turns: Int64 = 1_000_000
    let width = Double(kernels.multiply_adds?(1, y.pointer) ?? 0)
    multiplyAdd =
      Throughput(units: width * Double(turns), seconds: seconds) {
        _ = kernels.multiply_adds?(turns, y.pointer)
      }.best
    matrixProduct = Self.matrixProduct(seconds: seconds)
  }

  private static func matrixProduct(seconds: Double) -> Double {
    openblas_set_num_threads(1)
    _ = openblas_select_core()
    let n = 512
    let a = [Float](repeating: 0.5, count: n * n)
    var c = [Float](repeating: 0, count: n * n)
    return Throughput(units: Double(n * n * n), seconds: seconds) {
      cblas_sgemm(
        CblasRowMajor, CblasNoTrans, CblasNoTrans, Int32(n), Int32(n), Int32(n), 1, a, Int32(n), a,
        Int32(n), 0, &c, Int32(n))
    }.best
  }
}
