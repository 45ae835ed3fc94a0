/// A trained potential: networks and all that is needed to evaluate them in the user's units.
///
///     V_s(q) = scale · (1/N) Σₙ gₙ(D⁻¹(A_s q + b_s − mean)) + W(q)
///
/// with gₙ the first output of ensemble member n, D the diagonal matrix of the deviations, A_s the
/// and b_s the map of scale s and W the confinement; where the networks correct cheaper models, the V of these is
/// added. A value of this type is valid: its parts fit each other
/// and all its numbers are finite. docs/surrogate-models.md.
public struct SurrogateModel: Equatable, Sendable {
  /// Everything but the networks' parameters: what the header of a model file holds.
  public struct Header: Codable, Equatable, Sendable {
    /// The names of the coordinates q.
    public var coordinates: [String]
    /// The shape that all members of the ensemble share.
    public var architecture: NetworkArchitecture
    /// Between the network's numbers and the user's; it acts on x = A_s q.
    public var standardisation: Standardisation
    /// A_s for each scale s; a model that is not conditioned has one, the identity.
    public var scales: [ScaleMap]
    /// The wall around the data, nil for none.
    public var confinement: Confinement?
    /// The number of networks in the ensemble.
    public var memberCount: Int
    /// What the ensemble's standard deviations are multiplied by to be calibrated.
    public var recalibration: Double
    /// How it was trained.
    public var training: TrainingRecord
  }

  /// Everything but the parameters.
  public let header: Header
  /// The parameters of each member, in the order of `layout`.
  public let members: [[Float]]
  /// The models whose V this one's networks correct; they have no confinement and no bases of their own.
  public let bases: [SurrogateModel]
  /// Where the tensors lie in a member's parameters.
  public let layout: ParameterLayout

  /// A model from its parts.
  ///
  /// - Parameters:
  ///   - coordinates: the names of the coordinates.
  ///   - architecture: the shape of the networks.
  ///   - standardisation: of A_s q and of the output.
  ///   - members: the parameters of each network.
  ///   - scales: the maps A_s; the identity alone for a model that is not conditioned.
  ///   - confinement: the wall around the data.
  ///   - recalibration: the factor for standard deviations.
  ///   - training: how it was trained.
  ///   - bases: what the networks correct, as ``asBases()`` gives it.
  /// - Throws: `SurrogateModelError` naming the part that does not fit or is not finite.
  /// - Complexity: O(parameters).
  public init(
    coordinates: [String], architecture: NetworkArchitecture, standardisation: Standardisation,
    members: [[Float]], scales: [ScaleMap] = [.identity], confinement: Confinement? = nil,
    recalibration: Double = 1, training: TrainingRecord = TrainingRecord(),
    bases: [SurrogateModel] = []
  ) throws(SurrogateModelError) {
    try self.init(
      header: Header(
        coordinates: coordinates, architecture: architecture, standardisation: standardisation,
        scales: scales, confinement: confinement,
        memberCount: members.count, recalibration: recalibration, training: training),
      members: members, bases: bases)
  }

  /// A model from a header and the parameters of its members; see the other initialiser.
  public init(
    header: Header, members: [[Float]], bases: [SurrogateModel] = []
  ) throws(SurrogateModelError) {
    try header.check()
    try header.check(bases: bases)
    layout = ParameterLayout(header.architecture)
    guard members.count == header.memberCount else {
      throw SurrogateModelError(
        part: "members", found: "\(members.count) networks",
        expected: "\(header.memberCount), as in the header,")
    }
    for (n, parameters) in members.enumerated() {
      guard parameters.count == layout.count else {
        throw SurrogateModelError(
          part: "members.\(n)", found: "\(parameters.count) numbers",
          expected: "\(layout.count), as the architecture has,")
      }
      if let bad = parameters.firstIndex(where: { !$0.isFinite }) {
        let tensor = layout.tensors.first { $0.range.contains(bad) }
        throw SurrogateModelError(
          part: "members.\(n).\(tensor?.name ?? "parameters")",
          found: "\(parameters[bad]) at element \(bad - (tensor?.offset ?? 0))",
          expected: "a finite number")
      }
    }
    self.header = header
    self.members = members
    self.bases = bases
  }

  /// The number of coordinates q.
  public var dimension: Int { header.coordinates.count }

  /// The model of one of its scales alone.
  ///
  /// - Precondition: the scale is one of the model's.
  public func atScale(_ scale: Int) throws(SurrogateModelError) -> SurrogateModel {
    precondition(header.scales.indices.contains(scale), "a scale of the model")
    var header = header
    header.scales = [header.scales[scale]]
    return try SurrogateModel(header: header, members: members)
  }

  /// A model of each member by itself.
  public var split: [SurrogateModel] {
    get throws(SurrogateModelError) {
      var header = header
      header.memberCount = 1
      var models: [SurrogateModel] = []
      for member in members { models.append(try SurrogateModel(header: header, members: [member])) }
      return models
    }
  }

  /// The same model with another wall.
  ///
  /// - Throws: `SurrogateModelError` when the wall does not fit the coordinates.
  public func confined(by confinement: Confinement?) throws(SurrogateModelError) -> SurrogateModel {
    var header = header
    header.confinement = confinement
    return try SurrogateModel(header: header, members: members, bases: bases)
  }

  /// The same model with another factor for its standard deviations.
  ///
  /// - Throws: `SurrogateModelError` when the factor is not finite and positive.
  public func recalibrated(by factor: Double) throws(SurrogateModelError) -> SurrogateModel {
    var header = header
    header.recalibration = factor
    return try SurrogateModel(header: header, members: members, bases: bases)
  }

  /// What a model that corrects this one has as its bases: those of this one, and this one without them and
  /// without its wall, which stands where the data of this one ended.
  ///
  /// - Throws: nothing for a valid model.
  public func asBases() throws(SurrogateModelError) -> [SurrogateModel] {
    var header = header
    header.confinement = nil
    return bases + [try SurrogateModel(header: header, members: members)]
  }
}
