import CKernels
import Foundation
import Potentials
import Testing

/// The protocol's defaults, closures, blocks and the kernels' view of a gradient.
@Suite struct PotentialTests {
  static let closure = ClosurePotential(dimension: 2) { q in
    q[0] * q[0] + 3 * q[0] * q[1]
  } gradient: { q in
    [2 * q[0] + 3 * q[1], 3 * q[0]]
  }

  @Test func closures() {
    let potential = Self.closure
    #expect(potential.dimension == 2)
    #expect(potential.value(at: [2, 1]) == 10)
    #expect(potential.gradient(at: [2, 1]) == [7, 6])
    #expect(potential.values(at: [[2, 1], [1, 0]]) == [10, 1])
    #expect(potential.gradients(at: [[2, 1], [1, 0]]) == [[7, 6], [2, 3]])
    #expect(potential.gradientTape == nil)
  }

  /// Counts around the block size, where a partial block is padded.
  @Test(arguments: [0, 1, 7, 8, 9, 127, 128, 129, 300])
  func blocksOfAnyLength(count: Int) throws {
    let potential = try ExpressionPotential(
      "exp(x*y) + sin(3*x) + a[1]*a[2]", coordinates: ["x", "y", "a[2]"])
    var random = RandomExpression(seed: UInt64(count))
    let points = (0..<count).map { _ in (0..<4).map { _ in random.uniform(-1.0...1.0) } }
    // A point's result must not depend on its neighbours in the block.
    #expect(potential.gradients(at: points) == points.map(potential.gradient(at:)))
    #expect(potential.values(at: points) == points.map(potential.value(at:)))
  }

  @Test func fieldOfATapePointsToIt() throws {
    let potential = try ExpressionPotential("x^4", coordinates: ["x"])
    let field = GradientField(potential)
    let tape = try #require(potential.gradientTape)
    #expect(field.dimension == 1)
    #expect(field.pointer.pointee.dimension == 1)
    #expect(field.pointer.pointee.tape == tape.pointer)
    #expect(field.pointer.pointee.callback == nil)
    tape.withUnsafeTape { pointer in
      #expect(Int(pointer.pointee.count) == tape.instructions.count)
      #expect(Int(pointer.pointee.registers) == tape.registerCount)
      #expect(pointer.pointee.inputs == 1 && pointer.pointee.outputs == 1)
    }
  }

  @Test func fieldOfClosuresCallsThemForEachLane() throws {
    let field = GradientField(Self.closure)
    let block = Int(CK_BLOCK)
    var q = [Double](repeating: 0, count: 2 * block)
    var g = [Double](repeating: -1, count: 2 * block)
    for lane in 0..<8 {
      q[lane] = Double(lane)
      q[block + lane] = 1
    }
    let callback = try #require(field.pointer.pointee.callback)
    #expect(field.pointer.pointee.tape == nil)
    callback(field.pointer.pointee.context, &q, &g, 8)
    for lane in 0..<8 {
      #expect(g[lane] == 2 * Double(lane) + 3)
      #expect(g[block + lane] == 3 * Double(lane))
    }
    #expect(g[8] == -1)
  }

  @Test func fieldOfBlocksCallsThemOnceForAllLanes() throws {
    let field = GradientField(BlockwiseBowl())
    var q = (0..<(2 * Int(CK_BLOCK))).map(Double.init)
    var g = [Double](repeating: -1, count: q.count)
    let callback = try #require(field.pointer.pointee.callback)
    callback(field.pointer.pointee.context, &q, &g, 16)
    for component in 0..<2 {
      for lane in 0..<16 {
        let n = component * Int(CK_BLOCK) + lane
        #expect(g[n] == 2 * q[n])
      }
    }
    #expect(g[16] == -1)
  }

  @Test func potentialsAreSharedBetweenThreads() async throws {
    let potential = try ExpressionPotential("cos(x)*exp(-x^2)", coordinates: ["x"])
    let expected = potential.gradient(at: [0.3])
    await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<8 {
        group.addTask { (0..<200).allSatisfy { _ in potential.gradient(at: [0.3]) == expected } }
      }
      for await isEqual in group { #expect(isEqual) }
    }
  }
}

/// |q|², whose gradient at single points would be wrong: only blocks may be asked for.
private struct BlockwiseBowl: Potential, BlockGradient {
  let dimension = 2
  func value(at q: [Double]) -> Double { q.reduce(0) { $0 + $1 * $1 } }
  func gradient(at q: [Double]) -> [Double] { q.map { _ in .nan } }
  var blockGradient: (any BlockGradient)? { self }
  func evaluate(
    _ positions: UnsafePointer<Double>, into gradients: UnsafeMutablePointer<Double>, lanes: Int
  ) {
    for component in 0..<dimension {
      for lane in 0..<lanes {
        let n = component * Int(CK_BLOCK) + lane
        gradients[n] = 2 * positions[n]
      }
    }
  }
}
