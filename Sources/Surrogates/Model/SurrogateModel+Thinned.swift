import Statistics

extension SurrogateModel {
  /// The Monte Carlo dropout ensemble of a model: its networks in turn, each thinned at random.
  ///
  /// - Parameters:
  ///   - count: members of the ensemble; at least as many as there are networks.
  ///   - seed: which units are dropped.
  /// - Returns: a model whose members are functions of their own: V is their mean, and their scatter its
  ///   uncertainty.
  /// - Throws: `SurrogateModelError` when the networks have no dropout, are thinned already, or become too many.
  public func thinned(count: Int, seed: UInt64) throws(SurrogateModelError) -> SurrogateModel {
    let architecture = header.architecture
    guard architecture.dropout > 0, !architecture.isThinned else {
      throw SurrogateModelError(
        part: "architecture.dropout", found: "\(architecture.dropout)",
        expected: "a probability > 0 in networks that are whole,")
    }
    guard (members.count...Limits.members).contains(count) else {
      throw SurrogateModelError(
        part: "member_count", found: "\(count)",
        expected: "between \(members.count) and \(Limits.members)")
    }
    var header = header
    header.architecture.isThinned = true
    header.memberCount = count
    let thinned = (0..<count).map { index in
      let dropout = Dropout(
        generator: Philox(seed: seed, stream: Self.thinningStream &+ UInt64(index)))
      return members[index % members.count]
        + dropout.factors(of: architecture, as: Float.self)
    }
    return try SurrogateModel(header: header, members: thinned)
  }

  /// The whole networks that the members of a thinned ensemble come from; of another model itself.
  public var unthinned: SurrogateModel {
    get throws(SurrogateModelError) {
      guard header.architecture.isThinned else { return self }
      var header = header
      header.architecture.isThinned = false
      let count = ParameterLayout(header.architecture).count
      var networks: [[Float]] = []
      for member in members {
        let network = Array(member.prefix(count))
        if networks.first == network { break }
        networks.append(network)
      }
      header.memberCount = networks.count
      return try SurrogateModel(header: header, members: networks)
    }
  }

  /// Streams of a seed that nothing else uses.
  private static let thinningStream: UInt64 = 0x7468_696E_0000_0000
}
