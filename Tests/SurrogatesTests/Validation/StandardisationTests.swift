import LinearAlgebra
import Surrogates
import Testing

@Suite("Standardisation")
struct StandardisationTests {
  @Test("positions in pieces give what they give at once, to the bit", arguments: [1, 7, 1000])
  func pieces(rows: Int) throws {
    // Means of very different size, no two numbers alike.
    let elements = (0..<3000).map { n -> Double in
      let centre = n % 3 == 0 ? 1e6 : -2.0
      let scatter = Double((n * 7919) % 3001) / 3001
      return centre + scatter + Double(n) * 1e-5
    }
    let whole = try Standardisation(
      positions: Matrix(rows: 1000, columns: 3, elements: elements))
    var moments = PositionMoments(dimension: 3)
    let pieces = stride(from: 0, to: 1000, by: rows).map {
      Array(elements[(3 * $0)..<(3 * min($0 + rows, 1000))])
    }
    for piece in pieces { moments.addToMean(piece) }
    for piece in pieces { moments.addToDeviation(piece) }
    #expect(try moments.standardisation == whole)
    // NumPy: mean(axis=0), std(axis=0, ddof=1) of the same numbers.
    #expect(
      zip(whole.mean, [1_000_000.518410858, -1.4887920709763411, -1.484995]).allSatisfy {
        abs($0 - $1) < 1e-9
      })
    let deviations = [0.28881769294377574, 0.2883794084687169, 0.28971442267344216]
    #expect(zip(whole.deviation, deviations).allSatisfy { abs($0 - $1) < 1e-9 })
  }

  @Test("what cannot be standardised is refused")
  func refusals() {
    func error(_ positions: [Double]) -> ValidationError? {
      var moments = PositionMoments(dimension: 1)
      moments.addToMean(positions)
      moments.addToDeviation(positions)
      return #expect(throws: ValidationError.self) { try moments.standardisation }
    }
    #expect(error([1]) == .tooFewSamples(needed: 2, found: 1))
    #expect(error([1, .nan, 2]) == .notFinite("positions"))
    #expect(error([3, 3, 3]) == .degenerate(coordinate: 0))
    #expect(error([]) == .tooFewSamples(needed: 2, found: 0))
  }
}
