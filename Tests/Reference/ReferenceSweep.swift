import Dynamics
import LinearAlgebra

/// The slow oracle of the sweep over mass matrices: the identity
///
///     E[(p′ + p)ᵀ M⁻¹ a⁻¹ (I − E) p′] = Tr(a M⁻¹ G)
///
/// in each run, and least squares for the entries of G, weighted by the runs' errors.
public struct ReferenceSweep {
  /// G, its standard errors, and χ² of the fit.
  public let covariance: Matrix
  public let standardErrors: Matrix
  public let chiSquared: Double

  /// Runs one ensemble per inverse mass; run n of the library's sweep has the number n + 1.
  public init(
    inverseMasses: [Matrix], step: Double, friction: Double, initial: InitialLaw, walkers: Int,
    burnIn: Int, steps: Int, every: Int, seed: UInt64, _ gradient: ([Double]) -> [Double]
  ) {
    let d = inverseMasses[0].rows
    let unknowns = (0..<d).flatMap { i in (0...i).map { (i, $0) } }
    var normal = [[Double]](
      repeating: [Double](repeating: 0, count: unknowns.count), count: unknowns.count)
    var right = [Double](repeating: 0, count: unknowns.count)
    var rows: [(row: [Double], value: Double, weight: Double)] = []
    for (index, inverseMass) in inverseMasses.enumerated() {
      let map = ReferenceMap(
        step: step, friction: friction * .identity(d), inverseMass: inverseMass)
      let states = ReferenceEnsemble.states(
        initial, walkers: walkers, dimension: d, seed: seed, run: UInt64(index + 1))
      let ensemble = ReferenceEnsemble(
        map, states: states, burnIn: burnIn, steps: steps, every: every, gradient)
      let inverseKick = Matrix(rows: inverted(map.kick.rowArrays))
      let form = inverseMass * inverseKick * (Matrix.identity(d) - map.decay)
      let lost = ensemble.mean { record in
        form.bilinear(
          zip(record.momentum, record.previousMomentum).map { $0 + $1 }, record.momentum)
      }
      let trace = map.kick * inverseMass
      let row = unknowns.map { i, j in i == j ? trace[i, i] : trace[i, j] + trace[j, i] }
      let weight = 1 / (lost.standardError * lost.standardError)
      rows.append((row, lost.value, weight))
      for a in row.indices {
        right[a] += weight * row[a] * lost.value
        for b in row.indices { normal[a][b] += weight * row[a] * row[b] }
      }
    }
    let solution = solved(normal, right)
    let inverse = inverted(normal)
    var (value, errors) = (Matrix(rows: d, columns: d), Matrix(rows: d, columns: d))
    for (k, (i, j)) in unknowns.enumerated() {
      value[i, j] = solution[k]
      value[j, i] = solution[k]
      errors[i, j] = inverse[k][k].squareRoot()
      errors[j, i] = errors[i, j]
    }
    covariance = value
    standardErrors = errors
    chiSquared = rows.reduce(0) { sum, run in
      let residual = run.value - zip(run.row, solution).reduce(0) { $0 + $1.0 * $1.1 }
      return sum + run.weight * residual * residual
    }
  }
}

/// Γ = (2/h) artanh(h²G/(4T)) by the series artanh X = X + X³/3 + X⁵/5 + …, for ‖X‖ well below 1.
public func referenceFriction(_ covariance: Matrix, temperature: Double, step: Double) -> Matrix {
  let x = (step * step / (4 * temperature)) * covariance
  var power = x
  var sum = x
  for n in 1...200 {
    power = power * x * x
    sum += (1 / Double(2 * n + 1)) * power
  }
  return (2 / step) * sum
}
