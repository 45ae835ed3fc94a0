import Potentials
import Reference

/// The expression language: every text is compiled, or refused with a place in it. What is compiled agrees, value and
/// gradient, with plain recursion over the source, up to rounding, wherever rounding can be bounded.
package struct ExpressionTarget: FuzzTarget {
  package static let name = "expression"
  /// How many times the first-order bound of rounding the tape may deviate, which adds in another order.
  private static let factor = 32.0

  package init() {}

  package func check(_ input: [UInt8]) throws(BrokenPromise) {
    let source = String(decoding: input, as: UTF8.self)
    let potential: ExpressionPotential
    do throws(ExpressionError) {
      potential = try ExpressionPotential(
        source, coordinates: ["x", "y", "q[3]"], parameters: ["k": 2, "eps": 1e-3])
    } catch {
      guard error.range.lowerBound >= 0, error.range.upperBound <= source.utf8.count,
        !error.message.isEmpty, error.position(in: source).line >= 1
      else { throw BrokenPromise("an error without its place: \(error)") }
      return
    }
    // Large unrolled sums take long to evaluate by recursion, and say no more than small ones.
    guard potential.operationCount < 3000 else { return }
    _ = potential.firstSingularity(at: [0, 0, 0, 0, 0])
    for point in [[0.3, -0.7, 1.1, 0.25, -1.9], [1.7, 2.3, -0.6, 0.9, 0.1]] {
      try compare(potential, at: point)
    }
  }

  private func compare(
    _ potential: ExpressionPotential, at q: [Double]
  ) throws(BrokenPromise) {
    let reference = potential.expression.oracle(
      at: q.enumerated().map {
        Dual(coordinate: BoundedNumber(coordinate: $0.element), index: $0.offset)
      })
    let numbers = [reference.value] + reference.gradient(dimension: q.count)
    guard reference.isFinite, !numbers.contains(where: \.isAmbiguous) else { return }
    let computed = [potential.value(at: q)] + potential.gradient(at: q)
    for (index, number) in numbers.enumerated() {
      let tolerance = Self.factor * number.error + 1e-300
      guard abs(computed[index] - number.number) <= tolerance else {
        throw BrokenPromise(
          "\(index): computed \(computed[index]), expected \(number.number) ± \(number.error) at \(q)"
        )
      }
    }
  }
}
