import Dynamics
import Foundation
import Potentials

/// How a run is carried out; none of it changes the numbers, but for what other results say that the scenario
/// names.
public struct RunOptions: Sendable {
  /// Threads to compute on.
  public var threads: Int
  /// Called now and then, from any thread, with the stage and how much of it is done.
  public var progress: @Sendable (RunProgress) -> Void
  /// Stops the run at its next safe point.
  public var cancellation: Cancellation?
  /// The folder that the results will be kept in. Results that the scenario names are looked for beside it; nil:
  /// there are none.
  public var results: URL?
  /// How gradients are evaluated.
  public var kernel = KernelChoice.automatic
  /// What compiles them.
  public var compiler = NativeCompiler.ofUser()
  /// Where the run enters how far it is, and finds how far an earlier one came; nil to keep no journal.
  public var journal: WorkJournal?

  public init(
    threads: Int = ProcessInfo.processInfo.activeProcessorCount, cancellation: Cancellation? = nil,
    results: URL? = nil, journal: WorkJournal? = nil,
    progress: @escaping @Sendable (RunProgress) -> Void = { _ in }
  ) {
    self.threads = threads
    self.cancellation = cancellation
    self.results = results
    self.journal = journal
    self.progress = progress
  }

  /// A unit of the run's work; nil when no journal is kept.
  func unit(_ name: String) -> WorkUnit? { journal.map { WorkUnit(name, in: $0) } }
}

/// Where a run stands.
public struct RunProgress: Sendable, Equatable {
  public var stage: RunStage
  /// The part of the stage that is done, from 0 to 1.
  public var fraction: Double
  /// Which time the stage is taken, from 1: sampling is repeated while the momenta are not thermal.
  public var round: Int
  /// Which of several runs it is, such as "scale-1"; nil when there is one.
  public var part: String?
  /// More to be shown beside it, such as losses.
  public var note: String?

  /// A value from its parts.
  public init(stage: RunStage, fraction: Double, round: Int = 1) {
    self.stage = stage
    self.fraction = fraction
    self.round = round
  }
}

/// The stages of a run, in order.
public enum RunStage: String, Sendable, CaseIterable {
  case sweep = "mass sweep"
  case burnIn = "burn-in"
  case sampling
  case regression
  case diagnostics
  case training
  case hamiltonian = "Hamiltonian dynamics"
  case langevin = "Langevin dynamics"
  case scan = "scale spectrum"
  case writing
}
