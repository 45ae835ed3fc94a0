import Storage

/// Reads what ``ArrayWriter`` wrote.
struct ArrayReader {
  let file: HDF5File
  /// The path shown in errors.
  let path: String

  func readPotentials(into results: inout RunResults) throws(StorageError) {
    results.grid = try readAxes("/grid")
    let methods = try methods(of: "/effective_potential").filter { $0 != "reference" }
    for method in try inOrder(methods, of: "/effective_potential") {
      let group = "/effective_potential/\(method)"
      results.potentials.append(
        GriddedPotential(
          method: method, values: try file.readDoubles("\(group)/value").values,
          standardErrors: try file.readDoubles("\(group)/standard_error").values,
          supported: try file.readInts("\(group)/supported").values.map { $0 != 0 },
          coefficients: try file.readDoubles("\(group)/coefficients").values,
          knots: try readList("\(group)/knots"), replicates: try readRows("\(group)/replicates"),
          cellSamples: try readIfThere("\(group)/cell_samples") ?? []))
    }
    results.reference = try readIfThere("/effective_potential/reference")
    for name in try inOrder(file.list("/marginals"), of: "/marginals") {
      results.marginals.append(try readMarginal(name))
    }
  }

  /// The axes of a grid, in their order.
  func readAxes(_ parent: String) throws(StorageError) -> [GridAxis] {
    var axes: [GridAxis] = []
    for index in file.list(parent).indices {
      let group = "\(parent)/\(index)"
      axes.append(
        GridAxis(
          coordinate: try file.attributes(at: group)["coordinate"] ?? "q\(index)",
          points: try file.readDoubles("\(group)/points").values))
    }
    return axes
  }

  func readDistributions(into results: inout RunResults) throws(StorageError) {
    if let counts = try readIfThere("/histogram/counts") {
      results.histogram = PositionHistogram(
        edges: try readList("/histogram/edges"), counts: counts)
    }
    if file.contains("/momentum") {
      results.momentum = MomentumDistribution(
        edges: try readRows("/momentum/edges"), counts: try readRows("/momentum/counts"),
        snapshot: try readIfThere("/momentum/snapshot") ?? [])
    }
    if let time = try readIfThere("/convergence/time") {
      var rmse: [String: [Double]] = [:]
      for method in try methods(of: "/convergence/rmse") {
        rmse[method] = try file.readDoubles("/convergence/rmse/\(method)").values
      }
      results.convergence = Convergence(
        time: time, temperature: try file.readDoubles("/convergence/temperature").values,
        temperatureStandardError: try file.readDoubles(
          "/convergence/temperature_standard_error"
        ).values, rmse: rmse)
    }
    if let lag = try readIfThere("/autocorrelation/lag") {
      results.autocorrelation = AutocorrelationFunctions(
        lag: lag, position: try readRows("/autocorrelation/position"),
        momentum: try readRows("/autocorrelation/momentum"))
    }
  }

  func readSamples() throws(StorageError) -> StoredSamples? {
    guard file.contains("/samples") else { return nil }
    let position = try file.readDoubles("/samples/position")
    return StoredSamples(
      dimension: position.shape.last ?? 0, position: position.values,
      momentum: try readIfThere("/samples/momentum") ?? [],
      midpoint: try file.readDoubles("/samples/midpoint").values,
      gradient: try file.readDoubles("/samples/gradient").values)
  }

  /// The names of methods inside a group. They become parts of file names and of gnuplot's commands, so a file
  /// from elsewhere may not have others than words.
  func methods(of group: String) throws(StorageError) -> [String] {
    let names = file.list(group)
    for name in names {
      let isWord = name.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
          true
        default: false
        }
      }
      guard isWord, (1...40).contains(name.utf8.count) else {
        throw StorageError(
          kind: .damaged, path: path, operation: "read",
          reason: "'\(group)' has a member that is no name of a method",
          hint: "run the scenario again")
      }
    }
    return names
  }

  /// The number of stored samples, and of coordinates; nil where there are no samples.
  var samplesShape: (count: Int, dimension: Int)? {
    get throws(StorageError) {
      guard file.contains("/samples") else { return nil }
      let shape = try file.shape(of: "/samples/position")
      return shape.count == 2 ? (shape[0], shape[1]) : nil
    }
  }

  /// The samples of every `stride`-th group of so many neighbouring rows.
  func readSamples(every stride: Int, groupsOf width: Int) throws(StorageError) -> StoredSamples? {
    guard let (count, dimension) = try samplesShape else { return nil }
    func thinned(_ location: String) throws(StorageError) -> [Double] {
      guard try file.shape(of: location) == [count, dimension] else {
        throw StorageError(
          kind: .damaged, path: path, operation: "read",
          reason: "'\(location)' is not of the shape of '/samples/position'")
      }
      let groups = Swift.stride(from: 0, to: count / width, by: stride)
      var values: [Double] = []
      values.reserveCapacity((count / width / stride + 1) * width * dimension)
      var group = [Double](repeating: 0, count: width * dimension)
      for first in groups.lazy.map({ $0 * width }) {
        // The closure form of this call cannot throw a typed error.
        let read = group.withUnsafeMutableBufferPointer { target in
          Result { () throws(StorageError) in
            try file.readDoubles(location, rows: first..<(first + width), into: target)
          }
        }
        try read.get()
        values += group
      }
      return values
    }
    return StoredSamples(
      dimension: dimension, position: try thinned("/samples/position"),
      momentum: file.contains("/samples/momentum") ? try thinned("/samples/momentum") : [],
      midpoint: try thinned("/samples/midpoint"), gradient: try thinned("/samples/gradient"))
  }

  private func readMarginal(_ name: String) throws(StorageError) -> MarginalFreeEnergy {
    let group = "/marginals/\(name)"
    var axes: [GridAxis] = []
    for number in 0..<2 where file.contains("\(group)/axis_\(number)") {
      let location = "\(group)/axis_\(number)"
      axes.append(
        GridAxis(
          coordinate: try file.attributes(at: location)["coordinate"] ?? "q",
          points: try file.readDoubles(location).values))
    }
    return MarginalFreeEnergy(
      name: name, axes: axes, values: try file.readDoubles("\(group)/value").values,
      standardErrors: try file.readDoubles("\(group)/standard_error").values,
      supported: try file.readInts("\(group)/supported").values.map { $0 != 0 },
      reference: try readIfThere("\(group)/reference"))
  }

  /// Groups in the order of their attribute `index`.
  private func inOrder(_ names: [String], of parent: String) throws(StorageError) -> [String] {
    var numbered: [(index: Int, name: String)] = []
    for name in names {
      let index = try file.attributes(at: "\(parent)/\(name)")["index"].flatMap { Int($0) }
      numbered.append((index ?? .max, name))
    }
    return numbered.sorted { $0 < $1 }.map(\.name)
  }
}
