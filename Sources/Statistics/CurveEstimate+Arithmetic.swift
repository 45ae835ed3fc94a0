import LinearAlgebra

extension CurveEstimate {
  /// The difference of two curves of the *same* units (trajectories from the same initial states or
  /// with the same noise, say): what the units have in common cancels from the error.
  ///
  /// Where the units have nothing in common this is still right, so it is the difference to take
  /// whenever the units correspond one to one.
  public static func - (a: CurveEstimate, b: CurveEstimate) -> CurveEstimate {
    a.combined(with: b, -)
  }

  /// The sum of two curves of the same units.
  public static func + (a: CurveEstimate, b: CurveEstimate) -> CurveEstimate {
    a.combined(with: b, +)
  }

  /// The curve multiplied by an exact number.
  public static func * (s: Double, a: CurveEstimate) -> CurveEstimate {
    CurveEstimate(values: a.values.map { s * $0 }, influences: s * a.influences)
  }

  /// The curve divided by an exact number.
  public static func / (a: CurveEstimate, s: Double) -> CurveEstimate {
    CurveEstimate(
      values: a.values.map { $0 / s }, influences: a.influences.mapElements { $0 / s })
  }

  /// The difference from a curve of *other*, independent units, whose number may differ.
  public func subtracting(independent other: CurveEstimate) -> CurveEstimate {
    precondition(count == other.count, "curves of different lengths")
    return CurveEstimate(
      values: zip(values, other.values).map { $0 - $1 },
      influences: Matrix(
        rows: units + other.units, columns: count,
        elements: influences.elements + other.influences.elements.map { -$0 }))
  }

  private func combined(
    with other: CurveEstimate, _ operation: (Double, Double) -> Double
  ) -> CurveEstimate {
    precondition(count == other.count, "curves of different lengths")
    precondition(units == other.units, "curves of different units")
    return CurveEstimate(
      values: zip(values, other.values).map(operation),
      influences: Matrix(
        rows: units, columns: count,
        elements: zip(influences.elements, other.influences.elements).map(operation)))
  }
}
