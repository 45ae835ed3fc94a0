import Dynamics
import Foundation
import Macroscope
import Synchronization

/// The pictures of a report, by the section they stand in.
struct PlotCollection {
  /// A picture and what became of it.
  struct Entry {
    let plot: Plot
    var picture: Markup?
    var failure: String?
  }

  /// A place in the report.
  enum Section: CaseIterable {
    case potential, marginals, pairs, training, cuts, transfer, momentum, convergence,
      autocorrelation
    case phasePortrait, equilibrium, meanPath, correlation, kinetics
  }

  private(set) var sections: [Section: [Entry]] = [:]

  init(_ results: RunResults) {
    for section in Section.allCases {
      let plots =
        switch section {
        case .potential: PotentialPlots.plots(results)
        case .marginals: MarginalPlots.single(results)
        case .pairs: MarginalPlots.pairs(results)
        case .training: SurrogatePlots.training(results)
        case .cuts: PotentialCuts.plots(results)
        case .transfer: SurrogatePlots.transfer(results)
        case .momentum: MomentumPlots.plots(results)
        case .convergence: ConvergencePlots.plots(results)
        case .autocorrelation: AutocorrelationPlots.plots(results)
        case .phasePortrait:
          PhasePortraitPlots.plots(results) + PositionMap.plots(results)
            + EnergyErrorPlot.plots(results)
        case .equilibrium: LangevinPlots.equilibrium(results)
        case .meanPath: LangevinPlots.meanPaths(results)
        case .correlation: LangevinPlots.autocorrelations(results)
        case .kinetics: PassageTimePlot.plots(results)
        }
      sections[section] = plots.map { Entry(plot: $0) }
    }
  }

  /// Draws them all. After a failure that would repeat itself only scripts and data are written.
  ///
  /// - Throws: a `StorageError` when a file cannot be written.
  mutating func draw(in folder: URL, with gnuplot: Gnuplot) throws {
    var program = gnuplot
    var entries = all
    try entries.draw(in: folder, with: &program)
    var rest = entries[...]
    for section in Section.allCases {
      let count = sections[section]?.count ?? 0
      sections[section] = Array(rest.prefix(count))
      rest = rest.dropFirst(count)
    }
  }

  var drawnCount: Int { all.filter { $0.picture != nil }.count }

  var failed: [ReportOutcome.FailedPlot] { all.failed }

  private var all: [Entry] { Section.allCases.flatMap { sections[$0] ?? [] } }
}

extension [PlotCollection.Entry] {
  /// Draws them, one on each core. After a failure that would repeat itself the program is one that fails at
  /// once, for the same reason, and only scripts and data are written.
  mutating func draw(in folder: URL, with gnuplot: inout Gnuplot) throws {
    let program = Mutex(gnuplot)
    let plots = map(\.plot)
    let drawn = try parallelMap(
      count, threads: ProcessInfo.processInfo.activeProcessorCount
    ) { index -> Result<Markup, Gnuplot.Failure> in
      do {
        return .success(try plots[index].draw(in: folder, with: program.withLock { $0 }))
      } catch let failure as Gnuplot.Failure {
        if failure.isFinal {
          program.withLock { $0 = Gnuplot(unavailable: failure.description) }
        }
        return .failure(failure)
      }
    }
    for (index, result) in drawn.enumerated() {
      switch result {
      case .success(let picture): self[index].picture = picture
      case .failure(let failure): self[index].failure = failure.description
      }
    }
    gnuplot = program.withLock { $0 }
  }

  /// Those that are not in the report.
  var failed: [ReportOutcome.FailedPlot] {
    compactMap { entry in
      entry.failure.map { ReportOutcome.FailedPlot(name: entry.plot.name, reason: $0) }
    }
  }
}
