import LinearAlgebra
import Macroscope
import Potentials
import Statistics
import Surrogates

/// The networks' V above two dimensions: cuts along each coordinate through a minimum of V, over the reference.
///
/// Unlike free energies of single coordinates these are V itself. On each cut V is zero at the minimum, for
/// each network by itself: the band is that of differences of V.
enum PotentialCuts {
  /// No more coordinates are drawn.
  static let greatestCount = 24
  private static let pointCount = 81
  /// How far a cut goes, in standard deviations of the coordinate on either side of the mean.
  private static let reach = 2.5

  static func plots(_ results: RunResults) -> [Plot] {
    guard results.grid.isEmpty, let surrogate = results.surrogate else { return [] }
    let potential = surrogate.potential
    let header = surrogate.model.header
    let (mean, deviation) = (header.standardisation.mean, header.standardisation.deviation)
    guard potential.dimension > 2, mean.count == potential.dimension else { return [] }
    let centre = minimum(of: potential, mean: mean, deviation: deviation)
    let reference = reference(of: results)
    let cuts = (0..<min(potential.dimension, greatestCount)).map { axis in
      let points = axisPoints(axis, centre: centre, mean: mean, deviation: deviation)
      return Cut(
        axis: axis, coordinate: header.coordinates[axis], points: points.map { $0[axis] },
        potential: potential, at: points, origin: centre, reference: reference)
    }
    let top = height(cuts, results.summary.potentialTemperature.value)
    return cuts.map { plot($0, top: top) }
  }

  // MARK: - Where

  /// The lowest place that descents within the data lead to. Deterministic.
  private static func minimum(
    of potential: NeuralPotential, mean: [Double], deviation: [Double]
  ) -> [Double] {
    let generator = Philox(seed: 0, stream: 0x6375_7473)
    let starts = (0..<64).map { (k: UInt64) in
      mean.indices.map { mean[$0] + deviation[$0] * generator.normals(k, UInt64($0)).0 }
    }.filter(potential.isSupported)
    let values = potential.values(at: starts)
    let best = starts.indices.sorted { values[$0] < values[$1] }.prefix(8)
    let ends = best.map { descend(potential, from: starts[$0], lengths: deviation) }
    return ends.min { $0.value < $1.value }?.point ?? mean
  }

  /// Steepest descent in units of the deviations, with steps that grow while they help and are halved when
  /// they do not.
  private static func descend(
    _ potential: NeuralPotential, from start: [Double], lengths: [Double]
  ) -> (point: [Double], value: Double) {
    var (point, value) = (start, potential.value(at: start))
    var step = 0.1
    for _ in 0..<200 where step > 1e-6 {
      let slope = zip(potential.gradient(at: point), lengths).map { $0 * $1 }
      let size = slope.reduce(0) { $0 + $1 * $1 }.squareRoot()
      guard size > 0, size.isFinite else { break }
      let next = point.indices.map { point[$0] - step * lengths[$0] * slope[$0] / size }
      let lower = potential.value(at: next)
      // Where V rests on no data it may fall for ever.
      if lower < value, potential.isSupported(next) {
        (point, value, step) = (next, lower, min(1.5 * step, 0.5))
      } else {
        step /= 2
      }
    }
    return (point, value)
  }

  private static func axisPoints(
    _ axis: Int, centre: [Double], mean: [Double], deviation: [Double]
  ) -> [[Double]] {
    (0..<pointCount).map { k in
      var point = centre
      let t = 2 * Double(k) / Double(pointCount - 1) - 1
      point[axis] = mean[axis] + t * reach * deviation[axis]
      return point
    }
  }

  private static func reference(of results: RunResults) -> (any Potential)? {
    // Results of another program may have a scenario that this one does not read.
    guard let scenario = try? Scenario(text: results.scenarioText, path: "scenario.toml"),
      scenario.potential.reference != nil,
      let potential = try? scenario.makePotentials().reference,
      potential.dimension == results.summary.scenario.coordinates.count
    else { return nil }
    return potential
  }

  // MARK: - What

  private struct Cut {
    let axis: Int
    let coordinate: String
    let points: [Double]
    /// NaN where V rests on no data.
    let values: [Double]
    /// Of V less V at the minimum; NaN for a single network.
    let errors: [Double]
    let reference: [Double]?

    init(
      axis: Int, coordinate: String, points: [Double], potential: NeuralPotential,
      at places: [[Double]], origin: [Double], reference: (any Potential)?
    ) {
      self.axis = axis
      self.coordinate = coordinate
      self.points = points
      let members = potential.memberValues(at: Matrix(rows: places + [origin])).map { values in
        values.dropLast().map { $0 - (values.last ?? 0) }
      }
      let count = Double(members.count)
      let means = places.indices.map { k in members.reduce(0) { $0 + $1[k] } / count }
      let factor = potential.model.header.recalibration
      values = zip(means, places).map { potential.isSupported($1) ? $0 : .nan }
      errors = places.indices.map { k in
        guard members.count > 1 else { return .nan }
        let squares = members.reduce(0) { $0 + ($1[k] - means[k]) * ($1[k] - means[k]) }
        return factor * (squares / (count - 1)).squareRoot()
      }
      self.reference = reference.map { reference in
        let base = reference.value(at: origin)
        return reference.values(at: places).map { $0 - base }
      }
    }
  }

  /// The common height: the highest value that rests on data, but no more than 10T.
  private static func height(_ cuts: [Cut], _ temperature: Double) -> Double {
    let highest = cuts.flatMap(\.values).filter(\.isFinite).max() ?? 1
    let top = temperature > 0 && temperature.isFinite ? min(highest, 10 * temperature) : highest
    return top > 0 ? top : 1
  }

  private static func plot(_ cut: Cut, top: Double) -> Plot {
    let name = "cut-\(cut.axis)"
    let file = "\(name).dat"
    var names = [cut.coordinate, "V_mlp", "se_mlp"]
    var columns = [cut.points, cut.values, cut.errors]
    var parts = PlotStyle.band(
      file, value: 2, error: 3, colour: PlotStyle.colour(of: "mlp"), title: "")
    if let reference = cut.reference {
      names.append("V_reference")
      columns.append(reference)
      parts.append(
        "'\(file)' using 1:4 with lines dashtype 2 linewidth 1.3 "
          + "linecolor rgb '\(PlotStyle.referenceColour)'")
    }
    let (left, right) = (cut.points.first ?? 0, cut.points.last ?? 1)
    return Plot(
      name: name, size: .small, caption: "",
      alternative: "Graph of the neural fit of V along \(cut.coordinate) through a minimum.",
      commands: [
        "unset key", "set xlabel \(PlotStyle.quoted(cut.coordinate))", "set ylabel 'V'",
        PlotStyle.range("x", left, right), PlotStyle.tics("x", left, right),
        PlotStyle.tics("y", 0, top), PlotStyle.range("y", -0.06 * top, 1.05 * top),
        PlotStyle.plot(parts),
      ],
      data: [(file, PlotStyle.columns(names, columns))])
  }
}
