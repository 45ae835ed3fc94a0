import CKernels
import Potentials

extension ConfinedSpline {
  /// V at many points, by the vector kernels; equal to `value(at:)` but for rounding.
  public func values(at points: [[Double]]) -> [Double] {
    var values: [Double] = []
    values.reserveCapacity(points.count)
    forEachBlock(of: points) { kernel, spline, block in
      kernel(spline, block.positions, block.values, nil, Int32(block.paddedLanes))
      for lane in 0..<block.lanes { values.append(block.values[lane]) }
    }
    return values
  }

  /// ∇V at many points, by the vector kernels; equal to `gradient(at:)` but for rounding.
  public func gradients(at points: [[Double]]) -> [[Double]] {
    var gradients: [[Double]] = []
    gradients.reserveCapacity(points.count)
    forEachBlock(of: points) { kernel, spline, block in
      kernel(spline, block.positions, nil, block.values, Int32(block.paddedLanes))
      for lane in 0..<block.lanes {
        gradients.append((0..<dimension).map { block.values[$0 * PointBlock.size + lane] })
      }
    }
    return gradients
  }

  private typealias Kernel = (
    UnsafePointer<ck_spline>?, UnsafePointer<Double>?, UnsafeMutablePointer<Double>?,
    UnsafeMutablePointer<Double>?, Int32
  ) -> Void

  private func forEachBlock(
    of points: [[Double]], _ body: (Kernel, UnsafePointer<ck_spline>, PointBlock) -> Void
  ) {
    guard let kernel = ck_kernels.best.spline_evaluate, let splineTable
    else { preconditionFailure("the best instruction set has kernels") }
    withExtendedLifetime(splineTable) {
      let block = PointBlock(dimension: dimension)
      for start in stride(from: 0, to: points.count, by: PointBlock.size) {
        block.load(points[start..<min(start + PointBlock.size, points.count)])
        body(kernel, splineTable.pointer, block)
      }
    }
  }
}

/// A block of points as the kernels take it, with room for as many results.
private final class PointBlock {
  static let size = Int(CK_BLOCK)

  private let points: AlignedBuffer
  private let results: AlignedBuffer
  private(set) var lanes = 0
  private let dimension: Int

  init(dimension: Int) {
    self.dimension = dimension
    points = AlignedBuffer(count: dimension * Self.size)
    results = AlignedBuffer(count: dimension * Self.size)
  }

  var positions: UnsafeMutablePointer<Double> { points.pointer }
  var values: UnsafeMutablePointer<Double> { results.pointer }

  /// Live lanes rounded up to whole vectors.
  var paddedLanes: Int { (lanes + Int(CK_LANES) - 1) / Int(CK_LANES) * Int(CK_LANES) }

  /// Copies the points; further lanes keep what they had, which is finite or an earlier point.
  func load(_ points: ArraySlice<[Double]>) {
    lanes = points.count
    for (lane, point) in points.enumerated() {
      precondition(point.count == dimension, "a point has the wrong number of components")
      for (component, x) in point.enumerated() { positions[component * Self.size + lane] = x }
    }
  }
}
