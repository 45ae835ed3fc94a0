import Statistics

extension Summary {
  /// The temperature in V = −T log ρ: that of the positions, where it was measured.
  package var potentialTemperature: Estimate { configurationalTemperature ?? temperature }
}
