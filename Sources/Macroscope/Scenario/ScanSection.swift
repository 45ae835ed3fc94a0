/// `[scan]`: the ladder of steps of the scale spectrum.
public struct ScanSection: Hashable, Sendable {
  /// The largest step; nil: 0.7 of the stability limit of V.
  public var from: Double?
  /// The smallest; nil: where micro minima begin to be attractors.
  public var to: Double?
  /// Steps of the ladder, before it is refined where the spectrum climbs.
  public var points: Int
  /// Physical time of each step; nil: a hundred relaxation times.
  public var time: Double?

  /// A section with these settings.
  public init(from: Double? = nil, to: Double? = nil, points: Int = 48, time: Double? = nil) {
    self.from = from
    self.to = to
    self.points = points
    self.time = time
  }
}

extension ScanSection {
  static let keys = ["from", "to", "points", "time"]

  /// Nil when the scenario has no such section.
  init?(_ table: TableReader) {
    guard table.exists else { return nil }
    from = table.automaticReal(
      "from", .positive, hint: "it is the largest step; \"auto\" is 0.7 of the stability limit")
    to = table.automaticReal(
      "to", .positive, hint: "it is the smallest step; \"auto\" is where sinks begin")
    points =
      table.integer(
        "points", 4...1000, hint: "it is the number of steps before refinement: 48 is a good one")
      ?? 48
    time = table.automaticReal(
      "time", .positive,
      hint: "it is the physical time at each step; \"auto\" is a hundred relaxation times")
    if let from, let to, to >= from {
      table.report(
        "'scan.to' must be below 'scan.from', found \(shortest(to)) and \(shortest(from))",
        at: table.node("to")?.position ?? table.position,
        hint: "the scan goes from large steps to small ones")
    }
  }

  func write(to out: inout TOMLWriter) {
    out.section("scan")
    out.entry("from", tomlAutomatic(from))
    out.entry("to", tomlAutomatic(to))
    out.entry("points", "\(points)")
    out.entry("time", tomlAutomatic(time))
  }
}
