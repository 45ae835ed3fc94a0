import Comparison
import Foundation
import Macroscope
import Statistics
import Storage
import Testing

/// The keys of the comparisons in summary.json, and the numbers derived there.
@Suite struct ComparisonSummaryTests {
  private func object(_ summary: Summary) throws -> [String: Any] {
    let value = try JSONSerialization.jsonObject(with: JSON.encode(summary))
    return try #require(value as? [String: Any])
  }

  private func inner(_ value: Any?, _ path: String...) throws -> [String: Any] {
    var value = value
    for key in path { value = try #require(value as? [String: Any])[key] }
    return try #require(value as? [String: Any])
  }

  private func keys(_ value: Any?) throws -> Set<String> { Set(try inner(value).keys) }

  private let pair: Set = ["original", "surrogate"]
  private let estimate: Set = ["value", "standard_error"]
  private let judged: Set = [
    "max_deviation", "standard_error", "at", "tolerance", "equivalent", "within_band",
  ]

  @Test func roundTripIsExact() throws {
    var summary = Fixtures.comparedDoubleWell().summary
    // An infinite depth is null, and NaN when it is read.
    summary.kinetics?.wells[0].depth = 1.2
    let data = try JSON.encode(summary)
    #expect(try JSON.decode(Summary.self, from: data) == summary)
    #expect(try JSON.encode(JSON.decode(Summary.self, from: data)) == data)
  }

  @Test func keysOfTheHamiltonianComparison() throws {
    let part = try inner(object(Fixtures.comparedDoubleWell().summary), "hamiltonian")
    #expect(
      Set(part.keys) == [
        "method", "portrait_distance", "portrait_resolution", "energy_error", "period_difference",
        "gradient_evaluations", "step", "largest_curvature", "tolerance", "equivalent",
        "unsupported",
      ])
    for key in ["portrait_distance", "period_difference", "unsupported"] {
      #expect(try keys(part[key]) == estimate)
    }
    for key in ["energy_error", "gradient_evaluations", "step", "largest_curvature"] {
      #expect(try keys(part[key]) == pair)
    }
    #expect(try inner(part, "gradient_evaluations")["original"] as? Int == 30_003)
    #expect(part["equivalent"] as? Bool == true)
  }

  @Test func keysOfTheLangevinComparison() throws {
    let results = Fixtures.comparedDoubleWell()
    let part = try inner(object(results.summary), "langevin")
    #expect(Set(part.keys) == ["x"])
    #expect(
      try keys(part["x"]) == [
        "mean_path", "acf", "equilibrium", "autocorrelation_time", "truncations",
      ])
    let meanPath = try inner(part, "x", "mean_path")
    #expect(Set(meanPath.keys) == judged)
    let difference = try #require(results.langevin?.observables[0].differences[0].meanPath)
    // JSONSerialization, unlike JSONDecoder, may round the last bit.
    for (key, value) in [
      ("max_deviation", difference.maxDeviation.value),
      ("standard_error", difference.maxDeviation.standardError), ("at", difference.location),
      ("tolerance", difference.tolerance),
    ] {
      #expect(abs(try #require(meanPath[key] as? Double) - value) < 1e-14)
    }
    #expect(try keys(inner(part, "x", "acf")) == judged)
    let equilibrium = try inner(part, "x", "equilibrium")
    let distances: Set = ["kolmogorov_smirnov", "wasserstein_1", "wasserstein_1_floor"]
    #expect(Set(equilibrium.keys) == judged.union(distances))
    let distance = equilibrium["kolmogorov_smirnov"] as? Double
    #expect(distance != nil && distance == equilibrium["max_deviation"] as? Double)
    #expect(
      try keys(inner(part, "x", "autocorrelation_time")) == pair.union(["difference"]))
    let truncations = try #require(inner(part, "x")["truncations"] as? [[String: Any]])
    #expect(truncations.count == 1)
    #expect(Set(truncations[0].keys) == ["expression", "mean_path", "acf", "equilibrium"])
    #expect(truncations[0]["expression"] as? String == "(x^2 - 1)^2")
    // The fixture's truncation deviates more than its surrogate.
    let truncated = try #require(inner(truncations[0], "mean_path")["max_deviation"] as? Double)
    #expect(truncated > (meanPath["max_deviation"] as? Double ?? .infinity))
  }

  @Test func theVectorHasAnAutocorrelationOnly() throws {
    var results = Fixtures.comparedMuellerBrown()
    let part = try inner(object(results.summary), "langevin")
    #expect(Set(part.keys) == ["x", "y", "q"])
    #expect(try keys(part["q"]) == ["acf"])
    #expect(try keys(inner(part, "q", "acf")) == judged)
    #expect(
      try keys(part["y"]) == ["mean_path", "acf", "equilibrium", "autocorrelation_time"])

    // An observable of that name keeps it.
    results.langevin?.observables[1].name = "q"
    let renamed = Summary.Langevin.observables(of: try #require(results.langevin))
    #expect(Set(renamed.keys) == ["x", "q", "q_vector"])
    #expect(renamed["q"]?.meanPath != nil && renamed["q_vector"]?.meanPath == nil)
  }

  @Test func keysOfTheLangevinRun() throws {
    let part = try inner(object(Fixtures.comparedDoubleWell().summary), "langevin_run")
    #expect(
      Set(part.keys) == [
        "method", "temperature", "friction", "trajectories", "time", "equilibrium_time", "systems",
        "unsupported",
      ])
    #expect(part["friction"] as? [[Double]] == [[0.5]])
    #expect(try keys(part["unsupported"]) == ["path", "equilibrium"])
    let systems = try #require(part["systems"] as? [[String: Any]])
    #expect(
      systems.map { $0["name"] as? String } == ["original", "surrogate", "(x^2 - 1)^2"])
    let own: Set = [
      "name", "step", "noise_interval", "slow_force_interval", "largest_curvature",
      "gradient_evaluations",
    ]
    #expect(systems.map { $0["noise_interval"] as? Int } == [9, 1, 1])
    #expect(systems.map { $0["slow_force_interval"] as? Int } == [9, 1, 1])
    #expect(Set(systems[2].keys) == own)
    #expect(Set(systems[0].keys) == own.union(["step_check"]))
    #expect(
      try keys(systems[0]["step_check"])
        == ["trajectories", "max_deviation", "max_acf_deviation", "passed"])
  }

  @Test func keysOfTheKinetics() throws {
    let part = try inner(object(Fixtures.comparedDoubleWell().summary), "kinetics")
    #expect(
      Set(part.keys) == [
        "wells", "passages", "population_difference", "passage_time_difference",
        "population_tolerance", "passage_time_tolerance", "equivalent",
      ])
    let wells = try #require(part["wells"] as? [[String: Any]])
    #expect(wells.count == 2)
    #expect(Set(wells[0].keys) == ["minimum", "energy", "depth", "population"])
    #expect(wells[0]["depth"] is NSNull && wells[1]["depth"] as? Double == 0.998)
    #expect(try keys(wells[0]["population"]) == pair.union(["truncations"]))
    let passages = try #require(part["passages"] as? [[String: Any]])
    #expect(Set(passages[0].keys) == ["from", "to", "count", "time"])
    #expect(try inner(passages[1], "count")["surrogate"] as? Int == 20_580)
    #expect(try inner(passages[1], "time", "original")["value"] as? Double == 3.79)
  }

  /// By hand: 0.491 − 0.487, errors 0.006 each; 3.83/3.86 − 1 and 3.81/3.79 − 1.
  @Test func largestDifferencesOfTheKinetics() {
    let kinetics = Summary.Kinetics(Fixtures.doubleWellKinetics())
    #expect(abs(abs(kinetics.populationDifference.value) - 0.004) < 1e-12)
    #expect(abs(kinetics.populationDifference.standardError - 0.006 * 2.0.squareRoot()) < 1e-12)
    #expect(abs(kinetics.passageDifference.value + 0.03 / 3.86) < 1e-12)
    let error = 0.031 / 3.86 * (1 + 3.83 / 3.86 * (3.83 / 3.86)).squareRoot()
    #expect(abs(kinetics.passageDifference.standardError - error) < 1e-12)

    // Passages without a time say nothing: 63.8/62.1 − 1 is the largest of the others.
    let rare = Summary.Kinetics(Fixtures.muellerBrownKinetics())
    #expect(abs(rare.passageDifference.value - 1.7 / 62.1) < 1e-12)
    var none = Fixtures.muellerBrownKinetics()
    for index in none.passages.indices { none.passages[index].times = [.undefined, .undefined] }
    #expect(Summary.Kinetics(none).passageDifference.value.isNaN)
  }

  @Test func keysAndNumbersOfTheSpeedup() throws {
    let results = Fixtures.comparedDoubleWell()
    let part = try inner(object(results.summary), "speedup")
    #expect(
      Set(part.keys) == [
        "gradient_evaluations", "wall_clock", "original", "surrogate", "sampling", "break_even",
      ])
    for key in ["original", "surrogate", "sampling"] {
      #expect(try keys(part[key]) == ["gradient_evaluations", "seconds"])
    }
    let speedup = try #require(results.summary.speedup)
    #expect(speedup.gradientEvaluations == 220_004_000.0 / 8_804_000)
    #expect(speedup.wallClock == 31.4 / 1.31)
    #expect(speedup.sampling.gradientEvaluations == 323_456_000)
    // After N evaluations: sampling + N/ratio = N.
    let spent = 323_456_000 + speedup.breakEven / speedup.gradientEvaluations
    #expect(abs(spent / speedup.breakEven - 1) < 1e-12)
  }

  @Test func speedupIsThatOfTheLangevinDynamicsFirst() throws {
    let cost = Summary.Speedup.Cost(gradientEvaluations: 1000, seconds: 1)
    let hamiltonian = Fixtures.doubleWellHamiltonian()
    let both = try #require(
      Summary.Speedup(
        hamiltonian: hamiltonian, langevin: Fixtures.doubleWellLangevin(), sampling: cost))
    #expect(both.original.gradientEvaluations == 220_004_000)
    let one = try #require(
      Summary.Speedup(hamiltonian: hamiltonian, langevin: nil, sampling: cost))
    #expect(one.original.gradientEvaluations == 30_003 && one.surrogate.seconds == 0.012)
    #expect(Summary.Speedup(hamiltonian: nil, langevin: nil, sampling: cost) == nil)
  }

  @Test func aSurrogateThatSavesNothingNeverPays() throws {
    let cost = Summary.Speedup.Cost(gradientEvaluations: 1000, seconds: 1)
    var summary = Fixtures.comparedDoubleWell().summary
    summary.speedup = Summary.Speedup(original: cost, surrogate: cost, sampling: cost)
    #expect(summary.speedup?.breakEven == .infinity)
    #expect(try inner(object(summary), "speedup")["break_even"] is NSNull)
  }

  @Test func numbersThatAreNotFiniteReadBackAsNaN() throws {
    var results = Fixtures.comparedMuellerBrown()
    results.hamiltonian?.portraitResolution = .nan
    results.hamiltonian?.energyError.surrogate = .infinity
    results.hamiltonian?.portraitDistance.standardError = .nan
    results.langevin?.observables[0].differences[0].meanPath.maxDeviation = .undefined
    results.langevin?.observables[0].differences[0].wassersteinFloor = .nan
    let summary = results.replacingComparison(
      hamiltonian: results.hamiltonian, langevin: results.langevin, kinetics: results.kinetics,
      verdicts: []
    ).summary
    let read = try JSON.decode(Summary.self, from: JSON.encode(summary))
    #expect(read.hamiltonian?.portraitResolution.isNaN == true)
    #expect(read.hamiltonian?.energyError.surrogate.isNaN == true)
    #expect(read.hamiltonian?.energyError.original == 2.1e-5)
    #expect(read.hamiltonian?.portraitDistance.standardError.isNaN == true)
    #expect(read.langevin?["x"]?.meanPath?.maxDeviation.isNaN == true)
    #expect(read.langevin?["x"]?.equilibrium?.wassersteinFloor.isNaN == true)
    #expect(read.kinetics?.wells[0].depth.isNaN == true)
    #expect(read.kinetics?.passages[0].time.original.value.isNaN == true)
    #expect(read.kinetics?.passages[0].count.original == 4)
  }
}
