import Statistics

extension Summary {
  /// The temperature in V = −T log ρ: that of the positions, where it was measured.
  package var potentialTemperature: Estimate { configurationalTemperature ?? temperature }

  /// Whether the walkers had momenta: a gradient descent has none.
  package var hasMomenta: Bool { sampling.integrator == nil }
}
