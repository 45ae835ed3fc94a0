import CKernels
import CoarseGraining
import LinearAlgebra
import Potentials

/// A trained model as a potential that dynamics runs on: V of one scale, the mean of the ensemble plus the
/// wall around the data, plus the V that the networks correct (docs/neural-surrogate.md, docs/transfer.md).
///
/// The networks compute in single precision, from inputs standardised in double: V has a relative error of
/// some 10⁻⁶, and so has ∇V. The kernels get gradients in blocks of 128 points. Safe to use from any number of
/// threads at once.
public final class NeuralPotential: SurrogatePotential, BlockGradient {
  /// The model.
  public let model: SurrogateModel
  /// Which of the model's scales V belongs to.
  public let scale: Int
  /// What tells where V rests on data; nil: nowhere outside of the wall's box.
  public let support: OutOfDistributionScore?
  let pool: WorkerPool
  /// The potentials that the networks correct.
  let bases: [NeuralPotential]

  /// A potential from a model.
  ///
  /// - Parameters:
  ///   - model: the networks.
  ///   - scale: the index of one of the model's scales.
  ///   - support: fitted to the training positions; nil takes the box of the wall for their region.
  public init(_ model: SurrogateModel, scale: Int = 0, support: OutOfDistributionScore? = nil) {
    precondition(model.header.scales.indices.contains(scale), "a scale of the model")
    precondition(
      support.map { $0.dimension == model.dimension } ?? true, "a score of the same coordinates")
    self.model = model
    self.scale = scale
    self.support = support
    pool = WorkerPool(model.header, scale: scale)
    bases = model.bases.map { NeuralPotential($0) }
  }

  public var dimension: Int { model.dimension }

  /// The number of networks.
  public var memberCount: Int { model.members.count }

  /// This potential: blocks are what networks are fast at.
  public var blockGradient: (any BlockGradient)? { self }

  /// Whether a point is near enough to the training positions.
  public func isSupported(_ q: [Double]) -> Bool {
    if let support { return !support.isOutside(q) }
    return model.header.confinement?.contains(q) ?? true
  }

  // MARK: - Points

  public func value(at q: [Double]) -> Double { values(at: [q])[0] }

  public func gradient(at q: [Double]) -> [Double] { gradients(at: [q])[0] }

  /// ∇²V at a point, exact but for rounding: from jets of order 2 along the axes and the diagonals of pairs
  /// of them. d(d+1)/2 jets.
  public func hessian(at q: [Double]) -> Matrix {
    precondition(q.count == dimension, "a point of \(dimension) coordinates expected")
    var hessian = Matrix(rows: dimension, columns: dimension)
    let weight = 1 / Double(memberCount)
    pool.withWorker { worker in
      q.withUnsafeBufferPointer { q in
        hessian.elements.withUnsafeMutableBufferPointer { hessian in
          guard let q = q.baseAddress, let hessian = hessian.baseAddress else { return }
          for member in model.members {
            worker.addHessian(member, at: q, weight: weight, to: hessian)
          }
          worker.addWallHessian(q, to: hessian)
        }
      }
    }
    for base in bases { hessian += base.hessian(at: q) }
    return hessian
  }

  public func values(at points: [[Double]]) -> [Double] {
    values(at: matrix(points))
  }

  public func gradients(at points: [[Double]]) -> [[Double]] {
    gradients(at: matrix(points)).rowArrays
  }

  private func matrix(_ points: [[Double]]) -> Matrix {
    precondition(
      points.allSatisfy { $0.count == dimension }, "points of \(dimension) coordinates expected")
    return Matrix(rows: points.count, columns: dimension, elements: points.flatMap { $0 })
  }

  // MARK: - Blocks

  /// ∇V at a block of points, as the kernels ask for it. Allocates nothing once a worker is idle.
  public func evaluate(
    _ positions: UnsafePointer<Double>, into gradients: UnsafeMutablePointer<Double>, lanes: Int
  ) {
    let block = Int(CK_BLOCK)
    let weight = 1 / Double(memberCount)
    let strides = NetworkWorker.Strides(component: block, point: 1)
    pool.withWorker { worker in
      var first = 0
      while first < lanes {
        let count = min(NetworkWorker.capacity, lanes - first)
        worker.load(positions + first, strides, count: count)
        for i in 0..<dimension {
          (gradients + i * block + first).update(repeating: 0, count: count)
        }
        for member in model.members {
          worker.addGradients(member, weight: weight, to: gradients + first, strides)
        }
        worker.addWallGradient(positions + first, strides, to: gradients + first)
        first += count
      }
    }
    for base in bases { base.addNetworks(positions, to: gradients, lanes: lanes) }
  }

  /// Adds ∇V of the networks alone at a block of points.
  private func addNetworks(
    _ positions: UnsafePointer<Double>, to gradients: UnsafeMutablePointer<Double>, lanes: Int
  ) {
    let weight = 1 / Double(memberCount)
    let strides = NetworkWorker.Strides(component: Int(CK_BLOCK), point: 1)
    pool.withWorker { worker in
      for first in stride(from: 0, to: lanes, by: NetworkWorker.capacity) {
        worker.load(
          positions + first, strides, count: min(NetworkWorker.capacity, lanes - first))
        for member in model.members {
          worker.addGradients(member, weight: weight, to: gradients + first, strides)
        }
      }
    }
  }
}
