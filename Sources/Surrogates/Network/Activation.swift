/// The nonlinearity of a network's hidden layers.
///
/// All but `relu` are smooth, so that the force −∇V of a network is too; `relu` makes V piecewise linear and its
/// force piecewise constant, and is there to be compared with.
public enum Activation: String, Codable, CaseIterable, Hashable, Sendable {
  /// tanh x.
  case tanh
  /// x/(1 + e⁻ˣ) (Elfwing et al., 2018).
  case silu
  /// x Φ(x), Φ the standard normal distribution function (Hendrycks & Gimpel, 2016); exact, not its tanh fit.
  case gelu
  /// log(1 + eˣ).
  case softplus
  /// sin x; the first layer's initial weights are scaled by ω₀ = 30 (Sitzmann et al., 2020).
  case sine
  /// max(x, 0).
  case relu
}
