extension RunResults {
  /// The same results with every potential's minimum at zero and no standard error where nothing
  /// supports a value.
  func normalised() -> RunResults {
    var copy = self
    copy.potentials = potentials.map { potential in
      var shifted = potential
      shifted.values = shiftedToZero(potential.values, where: potential.supported)
      shifted.standardErrors = masked(potential.standardErrors, where: potential.supported)
      return shifted
    }
    copy.reference = reference.map { shiftedToZero($0, where: nil) }
    copy.marginals = marginals.map { marginal in
      var shifted = marginal
      shifted.values = shiftedToZero(marginal.values, where: marginal.supported)
      shifted.standardErrors = masked(marginal.standardErrors, where: marginal.supported)
      shifted.reference = marginal.reference.map { shiftedToZero($0, where: nil) }
      return shifted
    }
    return copy
  }
}

/// Values less their least finite one among the supported points.
private func shiftedToZero(_ values: [Double], where supported: [Bool]?) -> [Double] {
  let considered = values.indices.filter { supported?[$0] ?? true }.map { values[$0] }
  guard let minimum = considered.filter(\.isFinite).min() else { return values }
  return values.map { $0 - minimum }
}

private func masked(_ errors: [Double], where supported: [Bool]) -> [Double] {
  zip(errors, supported).map { $1 ? $0 : .nan }
}
