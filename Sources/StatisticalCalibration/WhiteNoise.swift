/// Nine waves along x of lengths that have no common multiple, whose gradient is white noise of variance ½ to a step that
/// leaps over them.
///
/// - Parameter epsilon: their scale, a number or the name of a parameter.
/// - Returns: their sum in the language of scenarios.
func whiteNoise(epsilon: String = "eps") -> String {
  "sum(i, 1, 9, \(epsilon)/(3*sqrt(i))*cos(sqrt(i)*x/\(epsilon) + i))"
}
