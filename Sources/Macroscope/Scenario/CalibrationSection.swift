import LinearAlgebra

/// `[calibration]`: the mass-matrix sweep that measures the noise covariance, and the friction matrix
/// that then makes the momenta isotropic. Only for two or more coordinates: in one dimension the
/// scalar friction is kept and the temperature measured. A gradient descent has neither masses nor
/// friction: a pilot run finds the preconditioner that makes its temperature the same in all directions.
public struct CalibrationSection: Equatable, Sendable {
  /// Whether the sweep and the calibrated run take place.
  public var enabled: Bool
  /// The temperature T that the friction is to give.
  public var temperature: Double
  /// Steps of each walker in a run of the sweep, or in the pilot run of a descent.
  public var steps: Int
  /// Walkers of a run of the sweep, or of the pilot run of a descent.
  public var walkers: Int
  /// In the diagonal runs of the sweep M⁻¹ is the identity but for one entry of this value.
  public var massContrast: Double
  /// In the off-diagonal runs M⁻¹ is the identity but for one pair of entries of this value.
  public var massCoupling: Double
  /// The inverse mass matrices of the sweep, when given explicitly.
  public var inverseMasses: [Matrix]?
  /// How often the calibrated run may be repeated with a refined covariance.
  public var refinements: Int

  /// The runs of the sweep: as many as the noise covariance has entries, d(d+1)/2, and one with the
  /// identity for a χ², unless the matrices are given.
  public func sweepRuns(dimension: Int) -> Int {
    inverseMasses?.count ?? dimension * (dimension + 1) / 2 + 1
  }
}

extension CalibrationSection {
  static let keys = [
    "enabled", "temperature", "steps", "walkers", "mass_contrast", "mass_coupling",
    "inverse_masses", "refinements",
  ]

  init(_ table: TableReader, potential: PotentialSection, sampling: SamplingSection) {
    let dimension = potential.dimension
    enabled = table.boolean("enabled") ?? (dimension > 1)
    temperature =
      table.real(
        "temperature", .positive,
        hint: "it sets the level of noise that the friction is calibrated for, in units of V") ?? 1
    steps =
      table.integer(
        "steps", SamplingSection.stepRange, hint: "leave it out to take those of [sampling]")
      ?? sampling.steps
    walkers =
      table.integer("walkers", SamplingSection.walkerRange, hint: SamplingSection.walkerHint)
      ?? sampling.walkers
    massContrast =
      table.real(
        "mass_contrast", Bounds(lower: 0, upper: 100, includesUpper: true),
        hint: "runs of the sweep must differ in their masses: 0.5 is a good ratio") ?? 0.5
    if massContrast == 1 {
      table.report(
        "'calibration.mass_contrast' must not be 1",
        at: table.node("mass_contrast")?.position ?? table.position,
        hint: "equal masses cannot tell the coordinates apart: 0.5 is a good value")
    }
    massCoupling =
      table.real(
        "mass_coupling", .open(-1, 1),
        hint: "the inverse mass is positive definite only for a coupling between -1 and 1; 0.5 is "
          + "a good one") ?? 0.5
    if massCoupling == 0 {
      table.report(
        "'calibration.mass_coupling' must not be 0",
        at: table.node("mass_coupling")?.position ?? table.position,
        hint: "uncoupled masses cannot tell the off-diagonal noise: 0.5 is a good value")
    }
    refinements =
      table.integer(
        "refinements", 0...20, hint: "it is how often the calibration may be repeated, usually 2")
      ?? 2
    inverseMasses = InverseMassReader(table: table, dimension: dimension).read()
    if dimension == 1 { Self.rejectInOneDimension(table) }
    if sampling.integrator == .gradientDescent, dimension > 1 {
      table.rejectForDescent(
        ["temperature"], because: "its temperature follows from the learning rate and the noise")
      table.rejectForDescent(
        ["mass_contrast", "mass_coupling", "inverse_masses"], because: "it has no masses")
    }
  }

  private static func rejectInOneDimension(_ table: TableReader) {
    let hint =
      "in one dimension the friction is 'sampling.friction' and the temperature is measured: remove "
      + "[calibration], or write only enabled = false"
    for (key, position) in table.keys where keys.contains(key) {
      if key == "enabled" {
        guard let node = table.node(key), case .boolean(true) = node.value else { continue }
        table.report(
          "'calibration.enabled' cannot be true with one coordinate", at: node.position, hint: hint)
      } else {
        table.report(
          "'calibration.\(key)' has no meaning with one coordinate", at: position, hint: hint)
      }
    }
  }
}
