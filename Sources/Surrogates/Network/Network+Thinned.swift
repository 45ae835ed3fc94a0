import CKernels
import Statistics

extension Network {
  /// One member of a Monte Carlo dropout ensemble: the same weights with some hidden units dropped for good.
  ///
  /// The mask is the one that ``Dropout`` has for row 0, the same at all points: the result is a function, and its
  /// gradient is that of its values. Sums of the units around a layer (residual connections) are not masked, as
  /// in training.
  ///
  /// Source: Gal & Ghahramani, "Dropout as a Bayesian approximation", ICML 2016; docs/neural-network.md.
  ///
  /// - Parameter dropout: which units; the probability is the architecture's.
  /// - Returns: the thinned network, a function of weights and generator alone.
  /// - Precondition: the network is not thinned yet.
  public func thinned(by dropout: Dropout) -> Network {
    precondition(!architecture.isThinned, "a whole network")
    var architecture = architecture
    architecture.isThinned = true
    return Network(
      architecture, parameters: parameters + dropout.factors(of: self.architecture, as: Scalar.self)
    )
  }
}

extension Dropout {
  /// The factors of all hidden units of row 0, layer after layer.
  func factors<Scalar: NetworkScalar>(
    of architecture: NetworkArchitecture, as type: Scalar.Type
  ) -> [Scalar] {
    let threshold = Self.threshold(architecture.dropout)
    let lanes = Int(CK_NETWORK_LANES)
    let rows = [Int64](repeating: 0, count: lanes)
    var factors: [Scalar] = []
    var firstUnit = 0
    for units in architecture.hidden {
      var mask = [Scalar](repeating: 1, count: units * lanes)
      if threshold > 0 {
        withUnsafePointer(to: generator.key) { key in
          key.withMemoryRebound(to: UInt32.self, capacity: 2) { key in
            mask.withUnsafeMutableBufferPointer { mask in
              Scalar.kernels.drop(
                key, rows, Int64(firstUnit),
                ck_sheet(units: Int32(units), samples: Int32(lanes), stride: Int32(lanes)),
                Int32(threshold), 65536 / Double(65536 - threshold), mask.baseAddress)
            }
          }
        }
      }
      factors += (0..<units).map { mask[$0 * lanes] }
      firstUnit += (units + 7) / 8 * 8
    }
    return factors
  }
}
