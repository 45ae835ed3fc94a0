import Comparison
import Macroscope
import Statistics

/// Pictures of Langevin dynamics: densities, mean paths and autocorrelation functions.
enum LangevinPlots {
  /// No more observables are drawn; the others are in the tables and arrays.
  static let greatestCount = 10

  /// The equilibrium density of each observable over the difference of the distribution functions.
  static func equilibrium(_ results: RunResults) -> [Plot] {
    each(results) { observable, index, systems in
      guard observable.edges.count > 1 else { return nil }
      let middles = zip(observable.edges, observable.edges.dropFirst()).map { ($0 + $1) / 2 }
      return CurvePanels(
        name: "equilibrium-\(index)", systems: systems, abscissa: observable.name,
        ordinates: ("density", difference(systems, of: "F")),
        points: (middles, observable.edges), curves: observable.curves.map(\.density),
        differences: observable.differences.map(\.equilibrium), bounds: (0, nil),
        caption: caption(
          observable.name, observable.differences.first?.equilibrium, of: "distribution functions",
          at: observable.name),
        alternative: "Graph of the equilibrium density of \(observable.name) for f and V, above "
          + "the difference of their distribution functions with its band."
      ).plot
    }
  }

  /// The mean path of each observable over the difference from that of f.
  static func meanPaths(_ results: RunResults) -> [Plot] {
    guard let time = results.langevin?.time else { return [] }
    return each(results) { observable, index, systems in
      CurvePanels(
        name: "mean-path-\(index)", systems: systems, abscissa: "time t",
        ordinates: ("mean of \(observable.name)", difference(systems)), points: (time, time),
        curves: observable.curves.map(\.meanPath),
        differences: observable.differences.map(\.meanPath),
        caption: caption(
          observable.name, observable.differences.first?.meanPath, of: "mean paths", at: "t"),
        alternative: "Graph of the mean path of \(observable.name) for f and V against time, "
          + "above their difference with its band."
      ).plot
    }
  }

  /// The autocorrelation of the vector q and of each observable over the difference from f.
  static func autocorrelations(_ results: RunResults) -> [Plot] {
    guard let langevin = results.langevin else { return [] }
    let vector = autocorrelation(
      "q", index: "q", langevin, langevin.vectorAutocorrelation,
      langevin.vectorAutocorrelationDifferences)
    return [vector].compactMap { $0 }
      + each(results) { observable, index, _ in
        autocorrelation(
          observable.name, index: "\(index)", langevin, observable.curves.map(\.autocorrelation),
          observable.differences.map(\.autocorrelation))
      }
  }

  private static func autocorrelation(
    _ name: String, index: String, _ langevin: LangevinResult, _ curves: [CurveBand],
    _ differences: [CurveDifference]
  ) -> Plot? {
    let systems = ComparedSystems(langevin)
    let lowest = curves.flatMap(\.values).filter(\.isFinite).min() ?? 0
    return CurvePanels(
      name: "acf-\(index)", systems: systems, abscissa: "lag τ",
      ordinates: ("ACF of \(name)", difference(systems)), points: (langevin.lag, langevin.lag),
      curves: curves, differences: differences, bounds: (min(-0.1, lowest * 1.1), 1.02),
      caption: caption(name, differences.first, of: "autocorrelation functions", at: "τ"),
      alternative: "Graph of the autocorrelation of \(name) for f and V against the lag, above "
        + "their difference with its band."
    ).plot
  }

  // MARK: - Parts

  private static func each(
    _ results: RunResults,
    _ plot: (LangevinResult.Observable, Int, ComparedSystems) -> Plot?
  ) -> [Plot] {
    guard let langevin = results.langevin else { return [] }
    let systems = ComparedSystems(langevin)
    return langevin.observables.prefix(greatestCount).enumerated().compactMap {
      plot($1, $0, systems)
    }
  }

  /// The ordinate of a lower panel.
  private static func difference(_ systems: ComparedSystems, of symbol: String? = nil) -> String {
    let isPair = systems.styles.count == 2
    guard let symbol else { return isPair ? "V − f" : "curve − f" }
    return isPair ? "\(symbol)(V) − \(symbol)(f)" : "\(symbol) − \(symbol)(f)"
  }

  /// What the picture says of V, as a number.
  private static func caption(
    _ name: String, _ difference: CurveDifference?, of curves: String, at place: String
  ) -> String {
    guard let difference else { return "\(name)." }
    let deviation = NumberFormat.unbroken(difference.maxDeviation)
    let location = NumberFormat.number(difference.location, digits: 3)
    let tolerance = NumberFormat.number(difference.tolerance, digits: 3)
    let judgement =
      difference.isEquivalent
      ? "equivalent" : "not equivalent within ±\u{A0}\(tolerance)"
    return
      "\(name): the \(curves) of V and f differ by at most \(deviation), at \(place)\u{A0}=\u{A0}"
      + "\(location): \(judgement)."
  }
}
