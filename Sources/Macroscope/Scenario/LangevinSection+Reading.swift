import Comparison
import Dynamics
import LinearAlgebra

extension LangevinSection {
  static let keys = [
    "temperature", "friction", "trajectories", "time", "equilibrium_time", "initial",
    "observables", "truncations", "step", "surrogate_step", "surrogate_replicas", "records",
    "well_depth", "surrogate",
    "tolerance",
  ]

  /// The expressions as written in the text.
  struct Literals {
    var observables: [StringLiteral] = []
    var truncations: [StringLiteral] = []
  }

  /// Nil when the scenario has no such section, or one that cannot be had (then reported).
  init?(
    _ table: TableReader, potential: PotentialSection, domain: DomainSection?,
    sampling: SamplingSection, regression: RegressionSection, networks: SurrogateSection?,
    literals: inout Literals
  ) {
    guard table.exists, table.allowsComparison(potential, networks: networks) else { return nil }
    temperature = table.automaticReal(
      "temperature", .positive,
      hint: "it sets how far the trajectories climb, in units of V; \"auto\" is that of the samples"
    )
    friction = Self.readFriction(table, dimension: potential.dimension)
    if friction == nil, sampling.integrator == .gradientDescent, !table.diagnostics.hasErrors {
      table.report(
        "'langevin.friction' must be given with integrator = \"gradient-descent\"",
        at: table.node("friction")?.position ?? table.position,
        hint: "a gradient descent has no friction that could be taken over: write the one that the "
          + "dynamics is to have, such as friction = 1.0")
    }
    trajectories =
      table.integer(
        "trajectories", SamplingSection.walkerRange,
        hint: "error bars come from the scatter between trajectories: 4000 is a good number")
      ?? 4000
    surrogateReplicas =
      table.integer(
        "surrogate_replicas", 1...100,
        hint:
          "trajectories of V cost little: with 8 from each state the difference has hardly more "
          + "noise than f alone") ?? 1
    let timeHint = "the paths should last until the start is forgotten, such as 20"
    let time = table.real("time", .duration, hint: timeHint) ?? 20
    let records =
      table.integer(
        "records", 10...100_000, hint: "it is the number of points of a curve: 200 is a good one")
      ?? 200
    (self.time, self.records) = (time, records)
    equilibriumTime = Self.readEquilibriumTime(table, time: time, records: records) ?? 10 * time
    let interval = time / Double(records)
    step = table.comparisonStep("step", recordInterval: interval)
    surrogateStep = table.comparisonStep("surrogate_step", recordInterval: interval)

    let start = table.table("initial", keys: InitialLaw.keys)
    initial = InitialLaw.Positions(
      start, dimension: potential.dimension, domain: domain, or: sampling.initial.positions)
    momentumDeviation = start.automaticReal(
      "momentum_deviation", .nonnegative,
      hint: "it is the spread of the initial momenta; \"auto\" is √T, that of equilibrium")
    switch initial {
    case .normal(let mean, _): start.requireInside(domain, [mean], "mean")
    case .points(let points): start.requireInside(domain, points, "points")
    }

    literals.observables =
      table.expressions(
        "observables", count: 1...16, longest: Self.longestObservable,
        hint: "list expressions of the coordinates, such as [\"\(potential.coordinateNames[0])\"]")
      ?? []
    observables =
      table.keyPosition("observables") == nil
      ? potential.coordinateNames : literals.observables.map(\.text)
    literals.truncations =
      table.expressions(
        "truncations", count: 0...16, longest: Self.longestTruncation,
        hint: "list potentials to be run beside V: f without its last terms, for instance") ?? []
    truncations = literals.truncations.map(\.text)
    wellDepth =
      table.real(
        "well_depth", .positive,
        hint: "in units of the temperature: minima shallower than this are no wells, such as 0.5")
      ?? 0.5
    surrogate = table.surrogate(
      of: regression, networks: networks, dimension: potential.dimension)
    tolerance = LangevinTolerance(table.table("tolerance", keys: LangevinTolerance.keys))
    checkSpread(start)
  }

  private static func readFriction(_ table: TableReader, dimension: Int) -> Matrix? {
    guard !table.isAutomatic("friction"), let node = table.node("friction") else { return nil }
    let hint =
      "give a number, a symmetric positive semidefinite matrix as rows, or \"auto\" for the "
      + "friction of the samples"
    switch node.value {
    case .integer, .real:
      return table.real(node, "friction", .nonnegative, hint: hint)
        .map { .diagonal([Double](repeating: $0, count: dimension)) }
    case .array:
      return SymmetricMatrixReader(
        table: table, key: "friction", name: "the friction matrix", dimension: dimension,
        definiteness: .positiveSemidefinite, hint: hint
      ).read(node)
    default:
      table.expected("a real number, a matrix or \"auto\"", "friction", found: node, hint: hint)
      return nil
    }
  }

  private static func readEquilibriumTime(
    _ table: TableReader, time: Double, records: Int
  ) -> Double? {
    let hint =
      "the longer, the smaller the errors of densities and passage times: 10 times 'time' is usual"
    guard let equilibrium = table.real("equilibrium_time", .duration, hint: hint) else {
      return nil
    }
    let count = equilibrium / time * Double(records)
    guard (0.5..<1e9).contains(count) else {
      table.report(
        "'langevin.equilibrium_time' must be from 1 to 1000000000 records long, found "
          + "\(shortest(equilibrium)) with records \(shortest(time / Double(records), digits: 6)) "
          + "apart", at: table.node("equilibrium_time")?.position ?? table.position, hint: hint)
      return nil
    }
    return equilibrium
  }

  /// Without noise, trajectories from one state stay together.
  private func checkSpread(_ table: TableReader) {
    guard friction?.maxAbs == 0, momentumDeviation == 0, !initial.isSpread,
      !table.diagnostics.hasErrors
    else { return }
    table.report(
      "all trajectories would be alike: there is no friction, so no noise either",
      at: table.position,
      hint: "give the positions or the momenta a deviation above 0, or choose a friction above 0")
  }
}

extension LangevinTolerance {
  static let keys = ["mean_path", "acf", "equilibrium", "population", "passage_time"]

  init(_ table: TableReader) {
    self.init()
    let read = { (key: String, bounds: Bounds, unit: String) in
      table.real(key, bounds, hint: "it is the difference that does not matter to you, \(unit)")
    }
    let fraction = Bounds(lower: 0, upper: 1, includesUpper: true)
    meanPath =
      read("mean_path", .positive, "in standard deviations of the observable, such as 0.2")
      ?? meanPath
    autocorrelation =
      read("acf", .positive, "of functions that start at 1, such as 0.05") ?? autocorrelation
    equilibrium =
      read("equilibrium", fraction, "of distribution functions from 0 to 1, such as 0.05")
      ?? equilibrium
    population = read("population", fraction, "of probabilities, such as 0.05") ?? population
    passageTime = read("passage_time", .positive, "relative, such as 0.25") ?? passageTime
  }
}
