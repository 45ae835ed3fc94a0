import Foundation
import Statistics
import Storage

/// What a run at several steps leaves behind beside the results of each: the summary, and the
/// decomposition of f on a common grid.
public struct MultiscaleResults: Equatable, Sendable {
  /// The numbers.
  public var summary: MultiscaleSummary
  /// The scenario with all defaults resolved, as TOML.
  public var scenarioText: String
  /// The axes of the grid; empty above two dimensions.
  public var grid: [GridAxis]
  /// V of each scale by each method.
  public var potentials: [ScalePotential]
  /// What lies between neighbouring scales, by each method.
  public var components: [ComponentCurve]
  /// The networks that serve all scales, nil where there are none.
  public var surrogate: SurrogateResults?

  /// A value from its parts.
  public init(
    summary: MultiscaleSummary, scenarioText: String, grid: [GridAxis] = [],
    potentials: [ScalePotential] = [], components: [ComponentCurve] = [],
    surrogate: SurrogateResults? = nil
  ) {
    self.summary = summary
    self.scenarioText = scenarioText
    self.grid = grid
    self.potentials = potentials
    self.components = components
    self.surrogate = surrogate
  }

  /// The name of the V of such networks among the potentials.
  static let conditionedMethod = "conditioned"

  /// The name of the folder of a scale, within that of the whole.
  public static func folderName(ofScale scale: Int) -> String { "scale-\(scale)" }
}

/// V of one scale on the common grid.
public struct ScalePotential: Equatable, Sendable {
  /// From 0, the coarsest.
  public var scale: Int
  /// `density`, `force`; with networks of all scales `conditioned`, and beside it `mlp`, those of the scale alone.
  public var method: String
  /// V on the grid, the first axis slowest; minimum 0 over the supported points.
  public var values: [Double]
  /// Its standard error, less its mean over the points within 4T of the minimum; NaN without support.
  public var standardErrors: [Double]
  public var supported: [Bool]
  /// The known potential of this scale, minimum 0.
  public var reference: [Double]?

  /// A value from its parts.
  public init(
    scale: Int, method: String, values: [Double], standardErrors: [Double], supported: [Bool],
    reference: [Double]? = nil
  ) {
    self.scale = scale
    self.method = method
    self.values = values
    self.standardErrors = standardErrors
    self.supported = supported
    self.reference = reference
  }
}

/// V of one scale less that of the next coarser one, on the common grid, with its simultaneous 95 % band.
public struct ComponentCurve: Equatable, Sendable {
  /// The number of the finer scale, from 1.
  public var index: Int
  public var method: String
  /// NaN where either potential has no support; the mean over `region` is zero.
  public var band: CurveBand
  /// Where the constant is fixed and errors are measured.
  public var region: [Bool]
  /// The known piece; its mean over the region is zero too.
  public var reference: [Double]?

  /// A value from its parts.
  public init(
    index: Int, method: String, band: CurveBand, region: [Bool], reference: [Double]? = nil
  ) {
    self.index = index
    self.method = method
    self.band = band
    self.region = region
    self.reference = reference
  }
}

extension MultiscaleResults {
  /// One row per grid point: the coordinates, V of each scale, and the components.
  var table: CSVTable {
    let points = gridPoints(grid.map(\.points))
    var columns = zip(grid, points).map { CSVTable.Column($0.coordinate, $1) }
    for potential in potentials {
      let name = "\(potential.scale)_\(potential.method)"
      columns.append(.init("V_\(name)", potential.values))
      columns.append(.init("se_\(name)", potential.standardErrors))
    }
    for potential in potentials where potential.method == potentials.first?.method {
      if let reference = potential.reference {
        columns.append(.init("V_\(potential.scale)_reference", reference))
      }
    }
    for component in components {
      let name = "component_\(component.index)_\(component.method)"
      let band = component.band
      let half = band.values.indices.map { band.halfWidth(at: $0) }
      columns += [
        .init(name, band.values), .init("se_\(name)", band.standardErrors),
        .init("lower_\(name)", zip(band.values, half).map { $0 - $1 }),
        .init("upper_\(name)", zip(band.values, half).map { $0 + $1 }),
      ]
      if let reference = component.reference {
        columns.append(.init("reference_\(name)", reference))
      }
    }
    return CSVTable(columns: columns)
  }
}
