import Foundation
import LinearAlgebra
import Potentials
import Statistics
import Surrogates
import Testing

@Suite("Polynomial ridge regression")
struct PolynomialRidgeTests {
  /// V = ½ Σ (x² − 1)² + ¼ Σ (x_i − x_{i+1})² + x₁ + 3, a polynomial of degree 4.
  private static func value(_ x: [Double]) -> Double {
    let wells = x.reduce(0) { $0 + 0.5 * ($1 * $1 - 1) * ($1 * $1 - 1) }
    return zip(x, x.dropFirst()).reduce(wells) { $0 + 0.25 * ($1.0 - $1.1) * ($1.0 - $1.1) } + x[0]
      + 3
  }

  private static func gradient(_ x: [Double]) -> [Double] {
    x.indices.map { i in
      var sum = 2 * x[i] * (x[i] * x[i] - 1) + (i == 0 ? 1 : 0)
      if i > 0 { sum += 0.5 * (x[i] - x[i - 1]) }
      if i + 1 < x.count { sum += 0.5 * (x[i] - x[i + 1]) }
      return sum
    }
  }

  /// Positions that are neither centred nor of unit spread.
  private static func positions(_ count: Int, _ dimension: Int, seed: UInt64 = 4) -> Matrix {
    ValidationSamples.cloud(count, dimension: dimension, seed: seed).mapElements { 0.3 + 0.8 * $0 }
  }

  private static func gradients(
    _ positions: Matrix, noise: Double = 0, seed: UInt64 = 21
  ) -> Matrix {
    let exact = Matrix(rows: positions.rowArrays.map(gradient))
    let noises = ValidationSamples.normals(exact.elements.count, seed: seed, stream: 3)
    return Matrix(
      rows: exact.rows, columns: exact.columns,
      elements: zip(exact.elements, noises).map { $0 + noise * $1 })
  }

  private static func standardisation(_ positions: Matrix) throws -> Standardisation {
    try Standardisation(positions: positions)
  }

  @Test("a polynomial is recovered from its gradients", arguments: [(1, 60), (2, 200), (10, 1200)])
  func recovery(dimension: Int, samples: Int) throws {
    let positions = Self.positions(samples, dimension)
    let fit = try PolynomialRidge(
      positions: positions, gradients: Self.gradients(positions), degree: 4)
    let (a, b) = (positions.row(0), positions.row(1))
    let difference = Self.value(a) - Self.value(b)
    #expect(abs(fit.value(at: a) - fit.value(at: b) - difference) < 1e-6 * (1 + abs(difference)))
    for (found, exact) in zip(fit.gradient(at: a), Self.gradient(a)) {
      #expect(abs(found - exact) < 1e-6)
    }
    // The gauge of a fit to gradients: V = 0 at the centre of the data.
    #expect(abs(fit.value(at: fit.standardisation.mean)) < 1e-12)
    #expect(fit.residualVariance < 1e-10)
  }

  @Test("a polynomial is recovered from its values, constant included")
  func values() throws {
    let positions = Self.positions(200, 2)
    var equations = try PolynomialNormalEquations(
      basis: MonomialBasis(dimension: 2, degree: 4),
      standardisation: Self.standardisation(positions))
    try equations.add(
      positions: positions, values: positions.rowArrays.map { Self.value($0) + 1e6 })
    let fit = try equations.solve()
    for k in 0..<5 {
      let q = positions.row(k)
      #expect(abs(fit.value(at: q) - Self.value(q) - 1e6) < 1e-6)
    }
  }

  @Test("the gradient is that of the value")
  func consistency() throws {
    let positions = Self.positions(300, 3)
    let fit = try PolynomialRidge(
      positions: positions, gradients: Self.gradients(positions, noise: 1), degree: 5)
    let q = [0.4, -0.7, 1.1]
    for i in 0..<3 {
      var (upper, lower) = (q, q)
      upper[i] += 1e-5
      lower[i] -= 1e-5
      let slope = (fit.value(at: upper) - fit.value(at: lower)) / 2e-5
      #expect(abs(fit.gradient(at: q)[i] - slope) < 1e-7 * max(1, abs(slope)))
    }
  }

  @Test("the solution is the minimum of the penalised sum of squares")
  func optimality() throws {
    let positions = Self.positions(40, 2)
    let gradients = Self.gradients(positions, noise: 0.5)
    let weights = (0..<40).map { 0.5 + Double($0 % 3) }
    let basis = MonomialBasis(dimension: 2, degree: 3)
    let units = try Self.standardisation(positions)
    var equations = try PolynomialNormalEquations(basis: basis, standardisation: units)
    try equations.add(positions: positions, gradients: gradients, weights: weights)
    try equations.add(
      positions: positions, values: positions.rowArrays.map { Self.value($0) }, weights: weights)
    let fit = try equations.solve(ridge: .fixed(0.03))

    // The same by a dense design, rows of gradients and of values; column 0 is the free constant.
    var (rows, targets) = ([[Double]](), [Double]())
    for k in 0..<40 {
      let z = (0..<2).map { (positions[k, $0] - units.mean[$0]) / units.deviation[$0] }
      let root = weights[k].squareRoot()
      for i in 0..<2 {
        rows.append(
          basis.exponents.map { e in
            guard e[i] > 0 else { return 0 }
            let other = pow(z[1 - i], Double(e[1 - i]))
            return root * Double(e[i]) * pow(z[i], Double(e[i] - 1)) * other / units.deviation[i]
          })
        targets.append(root * gradients[k, i])
      }
      rows.append(
        basis.exponents.map { root * pow(z[0], Double($0[0])) * pow(z[1], Double($0[1])) })
      targets.append(root * Self.value(positions.row(k)))
    }
    let design = Matrix(rows: rows)
    var normal = design.transpose * design
    // The penalty is 0.03 times what is left of the diagonal once the constant is eliminated.
    let plain = normal
    for m in 1..<basis.count {
      normal[m, m] += 0.03 * (plain[m, m] - plain[0, m] * plain[0, m] / plain[0, 0])
    }
    let exact = try Cholesky(normal).solve(design.transpose * targets)
    for (found, expected) in zip(fit.coefficients, exact) { #expect(abs(found - expected) < 1e-10) }
  }

  @Test("sums do not depend on how the samples arrive")
  func streaming() throws {
    let positions = Self.positions(1300, 2)
    let gradients = Self.gradients(positions, noise: 0.2)
    let values = positions.rowArrays.map { Self.value($0) }
    let empty = try PolynomialNormalEquations(
      basis: MonomialBasis(dimension: 2, degree: 4),
      standardisation: Self.standardisation(positions))
    var whole = empty
    try whole.add(positions: positions, gradients: gradients)
    try whole.add(positions: positions, values: values)
    var merged = empty
    for part in [Array(0..<700), Array(700..<1300)] {
      var sums = empty
      // Reversed, so that the parts have different first values.
      try sums.add(positions: positions, gradients: gradients, samples: part.reversed())
      let own = Matrix(rows: part.reversed().map { positions.row($0) })
      try sums.add(positions: own, values: part.reversed().map { values[$0] })
      merged.add(sums)
    }
    #expect(merged.gradientCount == 1300 && merged.valueCount == 1300)
    let (a, b) = (try whole.solve(), try merged.solve())
    #expect(a.ridge == b.ridge)
    for (x, y) in zip(a.coefficients, b.coefficients) { #expect(abs(x - y) < 1e-9) }
    #expect(abs(a.residualVariance - b.residualVariance) < 1e-9)
  }

  @Test("cross-validation finds about the best ridge, and the noise")
  func ridge() throws {
    // 60 gradients with much noise, and 35 unknowns. The error at these positions is what the criterion
    // estimates. For a single draw of the noise it may choose badly, so sums are over twenty.
    let positions = Self.positions(60, 2)
    let exact = Self.gradients(positions)
    let noisy = (0..<20).map { Self.gradients(positions, noise: 3, seed: 21 + $0) }
    func error(_ ridge: RidgeChoice) throws -> Double {
      try noisy.reduce(0) { sum, gradients in
        let fit = try PolynomialRidge(
          positions: positions, gradients: gradients, degree: 7, ridge: ridge)
        let found = fit.gradients(at: positions.rowArrays).flatMap { $0 }
        return zip(found, exact.elements).reduce(sum) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      }
    }
    let ladder = try (-10...2).map { try error(.fixed(pow(10, Double($0)))) }
    let best = ladder.min() ?? .nan
    #expect(try error(.generalisedCrossValidation()) < 1.5 * best)
    #expect(ladder[0] > 1.5 * best)

    let many = Self.positions(4000, 2)
    let fit = try PolynomialRidge(
      positions: many, gradients: Self.gradients(many, noise: 3), degree: 6)
    // 8000 equations: the variance 9 is known to 9 √(2/8000); within 4 of that.
    #expect(abs(fit.residualVariance - 9) < 5 * 9 * (2.0 / 8000).squareRoot())
    #expect(fit.effectiveParameters > 8 && fit.effectiveParameters < 28)
  }

  @Test("cross-validation in space costs a polynomial more than at random")
  func crossValidation() throws {
    // A well with a wave that no polynomial of degree 6 has.
    let positions = Self.positions(1500, 2)
    let noise = ValidationSamples.normals(3000, seed: 5)
    let gradients = Matrix(
      rows: positions.rowArrays.enumerated().map { k, q in
        [q[0] + cos(4 * q[0]) + 0.1 * noise[2 * k], q[1] + 0.1 * noise[2 * k + 1]]
      })
    func crossValidate(_ split: BlockSplit) throws -> CrossValidation {
      try CrossValidation(split, threads: 2) { training in
        try PolynomialRidge(
          positions: positions, gradients: gradients, samples: training, degree: 6)
      } losses: { model, heldOut in
        heldOut.map { k in
          zip(model.gradient(at: positions.row(k)), gradients.row(k))
            .reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
        }
      }
    }
    let honest = try crossValidate(
      .bySpace(positions, buffer: 0.2, blocksPerFold: 1, folds: 5, seed: 1))
    let random = try crossValidate(.random(1500, folds: 5, seed: 1))
    // The noise floor is 2 · 0.01.
    #expect(random.mean.value > 0.02 && honest.mean.value > 1.5 * random.mean.value)
    #expect(try honest.optimism(of: random).difference.value > 0.01)
  }

  @Test("impossible fits say why")
  func failures() throws {
    let positions = Self.positions(10, 2)
    #expect(throws: ValidationError.degenerate(coordinate: 0)) {
      try PolynomialRidge(
        positions: Matrix(rows: 5, columns: 1, repeating: 2),
        gradients: Matrix(rows: 5, columns: 1), degree: 2)
    }
    var equations = try PolynomialNormalEquations(
      basis: MonomialBasis(dimension: 2, degree: 2),
      standardisation: Self.standardisation(positions))
    #expect(throws: ValidationError.tooFewSamples(needed: 1, found: 0)) { try equations.solve() }
    #expect(throws: ValidationError.mismatch(what: "values", expected: 10, found: 1)) {
      try equations.add(positions: positions, values: [1])
    }
    #expect(throws: ValidationError.notFinite("gradients")) {
      try equations.add(
        positions: positions, gradients: Matrix(rows: 10, columns: 2, repeating: .nan))
    }
  }
}
