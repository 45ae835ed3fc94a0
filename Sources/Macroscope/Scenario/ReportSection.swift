/// `[report]`: what goes into the results folder beyond the numbers.
public struct ReportSection: Hashable, Sendable {
  /// Whether plots are drawn.
  public var plots: Bool
  /// Whether the stored samples go into results.h5.
  public var samples: Bool

  /// A section with these switches.
  public init(plots: Bool = true, samples: Bool = true) {
    self.plots = plots
    self.samples = samples
  }
}

extension ReportSection {
  static let keys = ["plots", "samples"]

  init(_ table: TableReader) {
    plots = table.boolean("plots") ?? true
    samples = table.boolean("samples") ?? true
  }
}
