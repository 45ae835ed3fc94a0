import Dynamics
import Foundation
import LinearAlgebra
import Reference
import Testing

@Suite struct DampedVerletTests {
  /// E = exp(−hΓM⁻¹) and a = (h/2)(I + E) against the series, friction of full and of lower rank.
  @Test(arguments: 1...6) func decayAgreesWithTheSeries(dimension d: Int) throws {
    var random = RandomProblems(seed: d)
    for trial in 0..<8 {
      let inverseMass = random.semidefinite(d, floor: 0.2)
      let friction =
        random.uniform(0...4) * random.semidefinite(d, rank: trial % 2 == 0 ? d : max(1, d - 1))
      let h = random.uniform(0.01...2)
      let map = try DampedVerlet(step: h, friction: friction, inverseMass: inverseMass)
      let decay = taylorExponential(-h * (friction * inverseMass))
      // Rounding of the eigenvectors, enlarged by the condition of M½.
      #expect((map.decay - decay).maxAbs < 1e-12)
      #expect((map.kick - (h / 2) * (Matrix.identity(d) + decay)).maxAbs < 1e-12 * h)
      #expect(map.dimension == d)
    }
  }

  @Test func scalarFriction() throws {
    let map = try DampedVerlet(step: 0.5, friction: Matrix(rows: [[0.3]]))
    #expect(abs(map.decay[0, 0] - exp(-0.15)) < 1e-15)
    #expect(abs(map.kick[0, 0] - 0.25 * (1 + exp(-0.15))) < 1e-15)
    #expect(map.inverseMass == .identity(1))
  }

  /// Without friction nothing decays; with a huge one momentum is forgotten in a step.
  @Test func limitsOfFriction() throws {
    let free = try DampedVerlet(step: 0.1, friction: Matrix(rows: 2, columns: 2))
    #expect((free.decay - .identity(2)).maxAbs < 1e-15)
    #expect((free.kick - 0.1 * Matrix.identity(2)).maxAbs < 1e-16)
    let stiff = try DampedVerlet(step: 0.1, friction: 1e6 * Matrix.identity(2))
    #expect(stiff.decay.maxAbs == 0)
    #expect((stiff.kick - 0.05 * Matrix.identity(2)).maxAbs < 1e-16)
  }

  @Test func scenarioErrorsSayWhatIsWrong() {
    let unit = Matrix.identity(2)
    let cases: [(step: Double, friction: Matrix, inverseMass: Matrix?, word: String)] = [
      (0, unit, nil, "step"),
      (-0.1, unit, nil, "step"),
      (.nan, unit, nil, "step"),
      (.infinity, unit, nil, "step"),
      (0.1, Matrix(rows: 2, columns: 3), nil, "square"),
      (0.1, Matrix(rows: 0, columns: 0), nil, "square"),
      (0.1, unit, .identity(3), "one size"),
      (0.1, unit, Matrix(rows: [[1, 2], [2, 1]]), "positive definite"),
      (0.1, unit, Matrix(rows: [[1, 1], [1, 1]]), "positive definite"),
      (
        0.1, unit, Matrix(rows: [[1, 0.5], [0.4, 1]]), "inverse mass matrix must be finite and sym"
      ),
      (0.1, unit, Matrix(rows: [[1, .nan], [.nan, 1]]), "finite"),
      (0.1, Matrix(rows: [[1, 0.5], [0.4, 1]]), nil, "friction matrix must be finite and sym"),
      (0.1, Matrix(rows: [[1, .infinity], [.infinity, 1]]), nil, "friction"),
      (0.1, Matrix(rows: [[1, 2], [2, 1]]), nil, "negative eigenvalues"),
      (0.1, -1 * unit, nil, "negative eigenvalues"),
    ]
    for (step, friction, inverseMass, word) in cases {
      do throws(DynamicsError) {
        _ = try DampedVerlet(step: step, friction: friction, inverseMass: inverseMass)
        Issue.record("accepted step \(step), \(friction), \(String(describing: inverseMass))")
      } catch {
        guard case .invalidParameter(let text) = error else {
          Issue.record("\(error)")
          continue
        }
        #expect(text.contains(word), "\(text)")
        #expect(error.description == text)
      }
    }
  }
}
