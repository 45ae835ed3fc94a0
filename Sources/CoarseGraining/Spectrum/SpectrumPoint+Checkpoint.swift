import Dynamics
import LinearAlgebra
import Statistics
import Storage

extension SpectrumPoint {
  /// The entry of a step at which walkers run away.
  static var unstable: StateArchive {
    var state = StateArchive()
    state.put([0], as: "steps")
    return state
  }

  /// The point as numbers.
  var state: StateArchive {
    var state = StateArchive()
    state.put([steps], as: "steps")
    state.put([time], as: "time")
    state.put(Self.numbers([temperature, strength]), as: "balance")
    state.put(covariance.value.elements, as: "covariance")
    state.put(covariance.standardErrors.elements, as: "covariance_errors")
    state.put(Self.numbers(eigenvalues), as: "eigenvalues")
    state.put(Self.numbers(kurtosis), as: "kurtosis")
    state.put(Self.numbers(distance), as: "distance")
    state.put(Self.numbers([lagOneCorrelation, colour, lyapunovExponent]), as: "correlations")
    state.put(sinks.state, as: "sinks")
    state.put([sinks.criterion == .secondOrder ? 2 : 1], as: "order")
    return state
  }

  /// The point of a step from its numbers; nil when walkers ran away there.
  init?(_ state: StateArchive, step: Double, dimension d: Int) throws(StorageError) {
    let steps = try state.integers("steps", count: 1)[0]
    if steps == 0 { return nil }
    guard (1...WorkStretch.longest).contains(steps) else {
      throw StateArchive.mismatch("\(steps) steps cannot have been taken")
    }
    func estimates(_ name: String, _ count: Int) throws(StorageError) -> [Estimate] {
      let numbers = try state.reals(name, count: 2 * count)
      return (0..<count).map {
        Estimate(value: numbers[2 * $0], standardError: numbers[2 * $0 + 1])
      }
    }
    func matrix(_ name: String) throws(StorageError) -> Matrix {
      Matrix(rows: d, columns: d, elements: try state.reals(name, count: d * d))
    }
    let balance = try estimates("balance", 2)
    let correlations = try estimates("correlations", 3)
    let order = try state.integers("order", count: 1)[0]
    self.init(
      step: step, time: try state.reals("time", count: 1)[0], steps: steps,
      temperature: balance[0], strength: balance[1],
      covariance: CovarianceEstimate(
        value: try matrix("covariance"), standardErrors: try matrix("covariance_errors")),
      eigenvalues: try estimates("eigenvalues", d), kurtosis: try estimates("kurtosis", d),
      distance: try estimates("distance", d), lagOneCorrelation: correlations[0],
      colour: correlations[1],
      sinks: try SinkReport(
        state.part("sinks"), criterion: order == 2 ? .secondOrder : .firstOrder),
      lyapunovExponent: correlations[2])
  }

  private static func numbers(_ estimates: [Estimate]) -> [Double] {
    estimates.flatMap { [$0.value, $0.standardError] }
  }
}
