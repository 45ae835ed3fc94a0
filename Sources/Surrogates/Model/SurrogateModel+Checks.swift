extension SurrogateModel {
  /// How large a model may be: far beyond any use here, and small enough that no product of extents
  /// overflows and a file from elsewhere cannot ask for all of the memory.
  public enum Limits {
    /// Coordinates, and inputs of the network.
    public static let dimension = 65_536
    /// Hidden layers.
    public static let layers = 1024
    /// Units of a layer; Fourier frequencies.
    public static let width = 65_536
    /// Networks of an ensemble, and scales.
    public static let members = 1024
    /// Models that one corrects.
    public static let bases = 16
    /// Parameters of all networks together.
    public static let parameters = 1 << 28
  }
}

extension SurrogateModel.Header {
  /// Checks that the parts fit each other.
  ///
  /// - Throws: `SurrogateModelError` for the first that does not.
  func check() throws(SurrogateModelError) {
    try require("coordinates", "\(coordinates.count) names", "between 1 and 65536") {
      (1...SurrogateModel.Limits.dimension).contains(coordinates.count)
    }
    try require("coordinates", "\(coordinates)", "a different name for each") {
      Set(coordinates).count == coordinates.count
    }
    try checkArchitecture()
    try require("member_count", "\(memberCount)", "between 1 and \(SurrogateModel.Limits.members)")
    {
      (1...SurrogateModel.Limits.members).contains(memberCount)
    }
    try checkParameterCount()
    try checkStandardisation()
    try checkScales()
    try checkConfinement()
    try require("recalibration", "\(recalibration)", "a positive finite factor") {
      recalibration > 0 && recalibration.isFinite
    }
    try checkTraining()
  }

  /// Checks that models can be what this one corrects.
  ///
  /// - Throws: `SurrogateModelError` for the first that cannot.
  func check(bases: [SurrogateModel]) throws(SurrogateModelError) {
    try check(baseHeaders: bases.map(\.header))
    for (n, base) in bases.enumerated() {
      try require("bases.\(n)", "a correction itself", "a model without bases") {
        base.bases.isEmpty
      }
    }
  }

  /// The same for headers alone.
  func check(baseHeaders: [SurrogateModel.Header]) throws(SurrogateModelError) {
    try require("bases", "\(baseHeaders.count) models", "at most \(SurrogateModel.Limits.bases)") {
      baseHeaders.count <= SurrogateModel.Limits.bases
    }
    for (n, base) in baseHeaders.enumerated() {
      try require("bases.\(n).coordinates", "\(base.coordinates)", "\(coordinates)") {
        base.coordinates == coordinates
      }
      try require("bases.\(n).scales", "\(base.scales.count) maps", "one") {
        base.scales.count == 1
      }
      try require("bases.\(n).confinement", "a wall", "none") { base.confinement == nil }
    }
  }

  private func checkArchitecture() throws(SurrogateModelError) {
    let a = architecture
    try require("architecture.inputs", "\(a.inputs)", "between 1 and 65536") {
      (1...SurrogateModel.Limits.dimension).contains(a.inputs)
    }
    try require("architecture.hidden", "\(a.hidden.count) layers", "at most 1024") {
      a.hidden.count <= SurrogateModel.Limits.layers
    }
    let widths = 1...SurrogateModel.Limits.width
    try require("architecture.hidden", "\(a.hidden)", "a width between 1 and 65536 for each layer")
    {
      a.hidden.allSatisfy(widths.contains)
    }
    try require("architecture.dropout", "\(a.dropout)", "a probability from 0 to below 1") {
      a.dropout >= 0 && a.dropout < 1
    }
    try require("architecture.outputs", "\(a.outputs)", "1 (V) or 2 (V and its log variance)") {
      (1...2).contains(a.outputs)
    }
    guard let features = a.fourierFeatures else { return }
    try require(
      "architecture.fourier_features.count", "\(features.count)", "between 1 and 65536"
    ) { widths.contains(features.count) }
    try require(
      "architecture.fourier_features.bandwidth", "\(features.bandwidth)", "a positive number"
    ) { features.bandwidth > 0 && features.bandwidth.isFinite }
  }

  /// Counts what `ParameterLayout` would, stopping early: widths below 2¹⁶ cannot overflow a
  /// product of two.
  private func checkParameterCount() throws(SurrogateModelError) {
    let limit = SurrogateModel.Limits.parameters / memberCount
    var width = architecture.features
    var count = architecture.fourierFeatures.map { $0.count * architecture.inputs } ?? 0
    for units in architecture.hidden + [architecture.outputs] where count <= limit {
      count += units * (width + (architecture.normalisesLayers ? 3 : 1))
      if architecture.isThinned { count += units }
      width = units
    }
    try require(
      "architecture", "too large for \(memberCount) networks", "at most 2^28 parameters in all"
    ) { count <= limit }
  }

  private func checkStandardisation() throws(SurrogateModelError) {
    let s = standardisation
    let inputs = architecture.inputs
    try require("standardisation.mean", "\(s.mean)", "\(inputs) finite numbers") {
      s.mean.count == inputs && s.mean.allSatisfy(\.isFinite)
    }
    try require("standardisation.deviation", "\(s.deviation)", "\(inputs) positive numbers") {
      s.deviation.count == inputs && s.deviation.allSatisfy { $0 > 0 && $0.isFinite }
    }
    try require("standardisation.scale", "\(s.scale)", "a positive finite number") {
      s.scale > 0 && s.scale.isFinite
    }
  }

  private func checkScales() throws(SurrogateModelError) {
    try require("scales", "\(scales.count) maps", "between 1 and \(SurrogateModel.Limits.members)")
    {
      (1...SurrogateModel.Limits.members).contains(scales.count)
    }
    let (inputs, d) = (architecture.inputs, coordinates.count)
    for (s, map) in scales.enumerated() {
      try require(
        "scales.\(s).matrix", map.matrix.map { "\($0.rows)×\($0.columns)" } ?? "the identity",
        "\(inputs) rows (inputs) by \(d) columns (coordinates)"
      ) { map.matrix.map { $0.rows == inputs && $0.columns == d } ?? (inputs == d) }
      try require("scales.\(s).matrix", "not finite", "finite elements") {
        map.matrix?.elements.allSatisfy(\.isFinite) ?? true
      }
      try require("scales.\(s).offset", "\(map.offset ?? [])", "\(inputs) finite numbers") {
        map.offset.map { $0.count == inputs && $0.allSatisfy(\.isFinite) } ?? true
      }
      try require("scales.\(s).step", "\(map.step ?? 0)", "a positive finite step") {
        map.step.map { $0 > 0 && $0.isFinite } ?? true
      }
    }
  }

  private func checkConfinement() throws(SurrogateModelError) {
    guard let wall = confinement else { return }
    let d = coordinates.count
    try require(
      "confinement", "a wall of \(wall.lower.count) coordinates", "one of \(d), as the model has,"
    ) { wall.lower.count == d && wall.upper.count == d && wall.stiffness.count == d }
    for i in 0..<d {
      let (low, high, k) = (wall.lower[i], wall.upper[i], wall.stiffness[i])
      try require(
        "confinement", "[\(low), \(high)] in \(coordinates[i])", "a finite box, ascending,"
      ) { low.isFinite && high.isFinite && low < high }
      try require("confinement.stiffness", "\(k) in \(coordinates[i])", "a number ≥ 0") {
        k >= 0 && k.isFinite
      }
    }
  }

  private func checkTraining() throws(SurrogateModelError) {
    let losses =
      training.trainingLoss.map { ("training_loss.\($0)", $1) }
      + training.validationLoss.map { ("validation_loss.\($0)", $1) }
      + [
        ("temperature", training.temperature ?? 0), ("noise_floor", training.noiseFloor ?? 0),
      ]
    for (name, value) in losses.sorted(by: { $0.0 < $1.0 }) {
      try require("training.\(name)", "\(value)", "a finite number") { value.isFinite }
    }
  }

  private func require(
    _ part: String, _ found: @autoclosure () -> String, _ expected: @autoclosure () -> String,
    _ holds: () -> Bool
  ) throws(SurrogateModelError) {
    guard !holds() else { return }
    throw SurrogateModelError(
      part: part, found: String(found().prefix(200)), expected: expected())
  }
}
