import Foundation
import Potentials
import Testing

/// The Müller–Brown surface against published stationary points (Müller and Brown, Theor. Chim. Acta
/// 53, 75 (1979); positions refined with mpmath to 15 digits).
@Suite struct MullerBrownTests {
  static func potential() throws -> ExpressionPotential {
    try ExpressionPotential("muller_brown(x, y)", coordinates: ["x", "y"])
  }

  @Test(arguments: [
    ([-0.558223634633024, 1.44172584180467], -146.699517209954, true),
    ([0.623499404930877, 0.0280377585286857], -108.166724116852, true),
    ([-0.050010822998206, 0.466694104871972], -80.767818129659, true),
    ([-0.822001558732732, 0.624312802814871], -40.6648435086574, false),
    ([0.212486582000662, 0.292988325107368], -72.2489401123252, false),
  ])
  func stationaryPoint(at q: [Double], energy: Double, isMinimum: Bool) throws {
    let potential = try Self.potential()
    #expect(abs(potential.value(at: q) - energy) < 1e-11)
    // Curvatures are up to about 10³, hence a position rounded at 10⁻¹⁵ leaves 10⁻¹² of gradient.
    for component in potential.gradient(at: q) { #expect(abs(component) < 1e-11) }
    let h = try potential.hessian(at: q)
    #expect((h[0][0] * h[1][1] - h[0][1] * h[1][0] > 0) == isMinimum)
    #expect(!isMinimum || h[0][0] > 0)
  }

  /// One point in general position, differentiated with mpmath at 30 digits.
  @Test func derivativesElsewhere() throws {
    let potential = try Self.potential()
    let q = [0.3, 0.7]
    #expect(abs(potential.value(at: q) + 20.908604688451644) < 1e-13)
    let gradient = potential.gradient(at: q)
    #expect(abs(gradient[0] - 103.15793143559919) < 1e-12)
    #expect(abs(gradient[1] - 272.67931405263301) < 1e-12)
    let hessian = try potential.hessian(at: q)
    #expect(abs(hessian[0][0] - 269.25765930654351) < 1e-11)
    #expect(abs(hessian[0][1] + 80.010822655317559) < 1e-11)
    #expect(abs(hessian[1][1] - 147.57737899209858) < 1e-11)
    // Two expressions for one number: they round differently.
    #expect(abs(hessian[0][1] - hessian[1][0]) < 1e-11)
  }
}
