@preconcurrency import CGSL

/// GSL's mixed-radix transform of real data of one length, with its tables.
///
/// The length is a product of 2, 3 and 5, for which GSL has dedicated loops: two to four times
/// faster than the next power of two. A class because it owns memory of GSL; not to be shared by
/// threads.
final class RealFourierTransform {
  let size: Int
  private let forward: UnsafeMutablePointer<gsl_fft_real_wavetable>
  private let backward: UnsafeMutablePointer<gsl_fft_halfcomplex_wavetable>
  private let workspace: UnsafeMutablePointer<gsl_fft_real_workspace>

  /// For at least `minimum` values.
  init(atLeast minimum: Int) {
    GSL.prepare()
    size = Self.smoothSize(atLeast: minimum)
    // Null only when memory has run out, where Swift's own arrays trap as well.
    guard let forward = gsl_fft_real_wavetable_alloc(size),
      let backward = gsl_fft_halfcomplex_wavetable_alloc(size),
      let workspace = gsl_fft_real_workspace_alloc(size)
    else { preconditionFailure("out of memory") }
    self.forward = forward
    self.backward = backward
    self.workspace = workspace
  }

  deinit {
    gsl_fft_real_wavetable_free(forward)
    gsl_fft_halfcomplex_wavetable_free(backward)
    gsl_fft_real_workspace_free(workspace)
  }

  /// Replaces `values` by their transform and adds its squared magnitudes to `power`, both of
  /// `size` numbers. The order is GSL's half-complex one: Re₀, Re₁, Im₁, Re₂, Im₂, …
  func addPower(of values: inout [Double], to power: inout [Double]) {
    gsl_fft_real_transform(&values, 1, size, forward, workspace)
    power[0] += values[0] * values[0]
    var k = 1
    while k + 1 < size {
      power[k] += values[k] * values[k] + values[k + 1] * values[k + 1]
      k += 2
    }
    if k < size { power[k] += values[k] * values[k] }
  }

  /// Replaces a power spectrum by the correlation Σ_t x_t x_{t+k}, circular over `size`.
  func invert(_ power: inout [Double]) {
    gsl_fft_halfcomplex_inverse(&power, 1, size, backward, workspace)
  }

  /// The smallest 2ᵃ3ᵇ5ᶜ ≥ `minimum`, and at least 2.
  static func smoothSize(atLeast minimum: Int) -> Int {
    var size = Swift.max(2, minimum)
    while !isSmooth(size) { size += 1 }
    return size
  }

  private static func isSmooth(_ n: Int) -> Bool {
    var rest = n
    for factor in [2, 3, 5] {
      while rest % factor == 0 { rest /= factor }
    }
    return rest == 1
  }
}
