import Statistics
import Storage

extension ArrayWriter {
  /// The points of a scale spectrum, one entry or row per step, and the plateaus.
  func write(_ spectrum: Summary.ScaleSpectrum) throws(StorageError) {
    let points = spectrum.points
    let group = "/scale_spectrum"
    try file.write(points.map(\.step), at: "\(group)/step")
    try file.write(points.map(\.time), at: "\(group)/time")
    try writeEstimates(points.map(\.temperature), at: "\(group)/temperature")
    try writeEstimates(points.map(\.strength), at: "\(group)/strength")
    try writeMatrices(
      points.map { $0.covariance.map { $0.map(\.value) } }, at: "\(group)/covariance")
    try writeMatrices(
      points.map { $0.covariance.map { $0.map(\.standardError) } },
      at: "\(group)/covariance_standard_error")
    try writeEstimates(points.map(\.eigenvalues), at: "\(group)/eigenvalues")
    try writeEstimates(points.map(\.kurtosis), at: "\(group)/kurtosis")
    try writeEstimates(points.map(\.normality), at: "\(group)/normality")
    try writeEstimates(points.map(\.lagOneCorrelation), at: "\(group)/lag_one_correlation")
    if !spectrum.hasMomenta {
      try writeEstimates(points.map { $0.colour ?? .undefined }, at: "\(group)/colour")
    }
    try writeEstimates(points.map(\.trappedFraction), at: "\(group)/trapped_fraction")
    try writeEstimates(points.map(\.escapeRate), at: "\(group)/escape_rate")
    try writeEstimates(points.map(\.lyapunovExponent), at: "\(group)/lyapunov_exponent")
    try write(points.map(\.eligible), at: "\(group)/eligible")
    try writeRows(
      spectrum.plateaus.map { [$0.stepMin, $0.stepMax, $0.recommendedStep] },
      at: "\(group)/plateaus", attributes: ["columns": "step_min, step_max, recommended_step"])
    guard let variogram = spectrum.variogram else { return }
    try write(variogram, at: "\(group)/variogram")
  }

  private func write(
    _ variogram: Summary.ScaleSpectrum.Variogram, at group: String
  ) throws(StorageError) {
    let points = variogram.points
    try file.write(points.map(\.distance), at: "\(group)/distance")
    try writeEstimates(points.map(\.strength), at: "\(group)/strength")
    try file.write(points.map(\.fitted), at: "\(group)/fitted")
    let matrices = points.compactMap(\.covariance)
    guard matrices.count == points.count else { return }
    try writeMatrices(matrices.map { $0.map { $0.map(\.value) } }, at: "\(group)/covariance")
    try writeMatrices(
      matrices.map { $0.map { $0.map(\.standardError) } },
      at: "\(group)/covariance_standard_error")
  }
}
