/// What a network is trained to minimise: a weighted sum of terms, each a mean over samples.
///
/// With V the first output, s the second, all in the standardised numbers of the network and
/// of a ``TrainingBatch``, and wᵢ the importance weights of n samples:
///
/// - value: (1/n) Σ wᵢ (V(qᵢ) − yᵢ)²;
/// - gradient (Sobolev training with values, pure force matching without):
///   (1/n) Σ wᵢ Σₖ mₖ (∂ₖV(qᵢ) − gᵢₖ)²; with noisy gᵢ its infimum is the noise floor Σₖ mₖ Gₖₖ, G their covariance;
/// - score matching, for samples of the density exp(−V/T), no labels needed:
///   (1/n) Σ wᵢ Σₖ mₖ (½ (∂ₖV)² − T ∂ₖ²V) (Hyvärinen, 2005), or its projections on random directions
///   (Song et al., 2019);
/// - decay: ½ Σ θ² over the weight matrices that are trained.
///
/// With ``isGaussian``, the value or the gradient term is the negative log-likelihood of a normal law whose
/// variance eˢ the network predicts as well (Nix & Weigend, 1994):
/// ½ (log 2π + s + r² e⁻ˢ) with r = V − y, and the sum over k of the same with r² = mₖ (∂ₖV − gₖ)²,
/// s − log mₖ for s: variance eˢ/mₖ. docs/neural-network.md says what to choose when.
public struct Loss: Codable, Hashable, Sendable {
  /// Weights of the terms; a term with weight 0 is not computed.
  public var value: Double
  public var gradient: Double
  public var score: Double
  public var decay: Double
  /// Whether the network predicts a variance, too.
  public var isGaussian: Bool
  /// mₖ > 0, one number for each coordinate; empty: ones. With (scale/deviationₖ)² of the standardisation the
  /// terms are those of the user's units.
  public var metric: [Double]
  /// T for score matching, one for each scale, or one for all.
  public var temperatures: [Double]
  /// The directions of score matching for each sample; nil: the coordinate axes up to three dimensions, above
  /// that one random direction with independent signs.
  public var slices: Int?

  /// A loss from its parts.
  public init(
    value: Double = 0, gradient: Double = 0, score: Double = 0, decay: Double = 0,
    isGaussian: Bool = false, metric: [Double] = [], temperatures: [Double] = [1],
    slices: Int? = nil
  ) {
    self.value = value
    self.gradient = gradient
    self.score = score
    self.decay = decay
    self.isGaussian = isGaussian
    self.metric = metric
    self.temperatures = temperatures
    self.slices = slices
  }

  /// The names of the terms, in the order of ``LossValue/terms``.
  public static let termNames = ["value", "gradient", "score", "decay"]
}
