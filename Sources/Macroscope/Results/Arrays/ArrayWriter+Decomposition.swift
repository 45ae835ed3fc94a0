import Statistics
import Storage

extension ArrayWriter {
  /// The decomposition of a run at several steps: V of each scale and the components on the common grid.
  func write(_ results: MultiscaleResults) throws {
    try writeOrigin(program: results.summary.program, scenario: results.summary.scenario)
    try writeAxes(results.grid, at: "/grid")
    let shape = results.grid.map(\.points.count)
    for (index, potential) in results.potentials.enumerated() {
      let group = "/scales/\(potential.scale)/\(potential.method)"
      try file.write(potential.values, shape: shape, at: "\(group)/value")
      try file.write(potential.standardErrors, shape: shape, at: "\(group)/standard_error")
      try file.write(potential.supported.map { $0 ? 1 : 0 }, shape: shape, at: "\(group)/supported")
      if let reference = potential.reference {
        try file.write(reference, shape: shape, at: "\(group)/reference")
      }
      try file.setAttributes(["index": "\(index)"], at: group)
    }
    for (index, component) in results.components.enumerated() {
      let group = "/components/\(component.index)/\(component.method)"
      try file.write(component.band.values, shape: shape, at: "\(group)/value")
      try file.write(component.band.standardErrors, shape: shape, at: "\(group)/standard_error")
      try write(component.band.factor, at: "\(group)/factor")
      try file.write(component.region.map { $0 ? 1 : 0 }, shape: shape, at: "\(group)/region")
      if let reference = component.reference {
        try file.write(reference, shape: shape, at: "\(group)/reference")
      }
      try file.setAttributes(["index": "\(index)"], at: group)
    }
    if let surrogate = results.surrogate { try write(surrogate) }
    if let spectrum = results.summary.scaleSpectrum { try write(spectrum) }
  }
}

extension ArrayReader {
  /// Reads what ``ArrayWriter`` wrote of a decomposition.
  func readDecomposition(into results: inout MultiscaleResults) throws(StorageError) {
    results.grid = try readAxes("/grid")
    let count = results.grid.isEmpty ? 0 : results.grid.reduce(1) { $0 * $1.points.count }
    for (scale, method) in try members(of: "/scales") {
      let group = "/scales/\(scale)/\(method)"
      results.potentials.append(
        ScalePotential(
          scale: scale, method: method, values: try readDoubles("\(group)/value", count: count),
          standardErrors: try readDoubles("\(group)/standard_error", count: count),
          supported: try readFlags("\(group)/supported", count: count),
          reference: try readIfThere("\(group)/reference")))
    }
    for (index, method) in try members(of: "/components") {
      let group = "/components/\(index)/\(method)"
      results.components.append(
        ComponentCurve(
          index: index, method: method,
          band: CurveBand(
            values: try readDoubles("\(group)/value", count: count),
            standardErrors: try readDoubles("\(group)/standard_error", count: count),
            factor: try readDouble("\(group)/factor")),
          region: try readFlags("\(group)/region", count: count),
          reference: try readIfThere("\(group)/reference")))
    }
  }

  /// Groups two levels down, a number and a method, in the order in which they were written.
  private func members(
    of parent: String
  ) throws(StorageError) -> [(number: Int, method: String)] {
    var found: [(order: Int, number: Int, method: String)] = []
    for name in file.list(parent) {
      guard let number = Int(name), (0..<1000).contains(number) else {
        throw wrongShape("\(parent)/\(name)")
      }
      for method in try methods(of: "\(parent)/\(name)") {
        let order = try file.attributes(at: "\(parent)/\(name)/\(method)")["index"]
        found.append((order.flatMap { Int($0) } ?? .max, number, method))
      }
    }
    return found.sorted { $0.order < $1.order }.map { ($0.number, $0.method) }
  }
}
