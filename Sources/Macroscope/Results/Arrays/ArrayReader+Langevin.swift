import Comparison
import LinearAlgebra
import Statistics
import Storage

extension ArrayReader {
  /// The Langevin comparison; nil when the file has none.
  func readLangevin() throws(StorageError) -> LangevinResult? {
    let root = "/langevin"
    guard file.contains(root) else { return nil }
    let systems = try readSystems("\(root)/systems")
    var observables: [LangevinResult.Observable] = []
    for index in file.list("\(root)/observables").indices {
      observables.append(
        try readObservable("\(root)/observables/\(index)", systems: systems.count))
    }
    let unsupported = try readEstimates("\(root)/unsupported", count: 2)
    let hasVector = file.contains("\(root)/vector")
    return LangevinResult(
      method: try readText("method", of: root),
      temperature: try readDouble("\(root)/temperature"),
      friction: try readMatrix("\(root)/friction"),
      trajectories: try readInt("\(root)/trajectories"),
      pathTime: try readDouble("\(root)/path_time"),
      equilibriumTime: try readDouble("\(root)/equilibrium_time"), systems: systems,
      time: try file.readDoubles("\(root)/time").values,
      lag: try file.readDoubles("\(root)/lag").values, observables: observables,
      vectorAutocorrelation: try readBands(
        "\(root)/vector/acf", count: hasVector ? systems.count : 0),
      vectorAutocorrelationDifferences: try readDifferences(
        "\(root)/vector/differences/acf", count: hasVector ? systems.count - 1 : 0),
      unsupported: .init(path: unsupported[0], equilibrium: unsupported[1]))
  }

  private func readMatrix(_ location: String) throws(StorageError) -> Matrix {
    let array = try file.readDoubles(location)
    guard array.shape.count == 2 else { throw wrongShape(location) }
    return Matrix(rows: array.shape[0], columns: array.shape[1], elements: array.values)
  }

  private func readSystems(_ group: String) throws(StorageError) -> [LangevinResult.System] {
    let names = try file.readStrings("\(group)/name").values
    let count = names.count
    let steps = try readDoubles("\(group)/step", count: count)
    // In results of programs that have no such thing noise and all forces act in each step.
    let noise = try? readInts("\(group)/noise_interval", count: count)
    let slowForces = try? readInts("\(group)/slow_force_interval", count: count)
    let curvatures = try readDoubles("\(group)/largest_curvature", count: count)
    let evaluations = try readInts("\(group)/gradient_evaluations", count: count)
    let seconds = try readDoubles("\(group)/seconds", count: count)
    let checks = try readStepChecks("\(group)/step_check")
    return (0..<count).map {
      LangevinResult.System(
        name: names[$0], step: steps[$0], noiseInterval: noise?[$0] ?? 1,
        slowForceInterval: slowForces?[$0] ?? 1, largestCurvature: curvatures[$0],
        gradientEvaluations: evaluations[$0],
        seconds: seconds[$0], stepCheck: checks[$0])
    }
  }

  /// By the number of the system.
  private func readStepChecks(
    _ group: String
  ) throws(StorageError) -> [Int: LangevinResult.StepCheck] {
    let systems = try file.readInts("\(group)/system").values
    let trajectories = try readInts("\(group)/trajectories", count: systems.count)
    let deviations = try readEstimates("\(group)/max_deviation", count: systems.count)
    // Results of programs that did not look at it have none.
    let correlations = try? readEstimates("\(group)/max_acf_deviation", count: systems.count)
    let passed = try readFlags("\(group)/passed", count: systems.count)
    var checks: [Int: LangevinResult.StepCheck] = [:]
    for (index, system) in systems.enumerated() {
      checks[system] = LangevinResult.StepCheck(
        trajectories: trajectories[index], maxDeviation: deviations[index],
        maxCorrelationDeviation: correlations?[index], passed: passed[index])
    }
    return checks
  }

  private func readObservable(
    _ group: String, systems count: Int
  ) throws(StorageError) -> LangevinResult.Observable {
    let meanPath = try readBands("\(group)/mean_path", count: count)
    let autocorrelation = try readBands("\(group)/acf", count: count)
    let density = try readBands("\(group)/density", count: count)
    let distribution = try readBands("\(group)/distribution", count: count)
    let mean = try readEstimates("\(group)/mean", count: count)
    let deviation = try readEstimates("\(group)/deviation", count: count)
    let correlationTime = try readEstimates("\(group)/autocorrelation_time", count: count)
    return LangevinResult.Observable(
      name: try readText("observable", of: group), scale: try readDouble("\(group)/scale"),
      edges: try file.readDoubles("\(group)/edges").values,
      curves: (0..<count).map {
        LangevinResult.Curves(
          meanPath: meanPath[$0], autocorrelation: autocorrelation[$0], density: density[$0],
          distribution: distribution[$0], mean: mean[$0], deviation: deviation[$0],
          autocorrelationTime: correlationTime[$0])
      }, differences: try readDifferences(of: "\(group)/differences", count: count - 1))
  }

  private func readDifferences(
    of group: String, count: Int
  ) throws(StorageError) -> [LangevinResult.Differences] {
    guard count > 0 else { return [] }
    let meanPath = try readDifferences("\(group)/mean_path", count: count)
    let autocorrelation = try readDifferences("\(group)/acf", count: count)
    let equilibrium = try readDifferences("\(group)/distribution", count: count)
    let wasserstein = try readEstimates("\(group)/wasserstein_1", count: count)
    let floor = try readDoubles("\(group)/wasserstein_1_floor", count: count)
    let correlationTime = try readEstimates("\(group)/autocorrelation_time", count: count)
    return (0..<count).map {
      LangevinResult.Differences(
        meanPath: meanPath[$0], autocorrelation: autocorrelation[$0],
        equilibrium: equilibrium[$0], wasserstein: wasserstein[$0], wassersteinFloor: floor[$0],
        autocorrelationTime: correlationTime[$0])
    }
  }
}
