import CoarseGraining
import Foundation
import LinearAlgebra
import Potentials
import Statistics
import Testing

/// Scales from the variogram alone, of functions that are known.
@Suite struct WaveNumberSpectrumTests {
  private func spectrum(
    _ source: String, coordinates: [String] = ["x"], extent: Double = 1.2, draws: Int = 8192,
    seed: UInt64 = 1
  ) throws -> WaveNumberSpectrum {
    let normals = Philox(seed: seed, stream: 31)
    let positions = (0..<16384).map { n in
      coordinates.indices.map { extent * normals.normals(UInt64(n), UInt64($0)).0 }
    }
    var settings = GradientVariogram.Settings()
    settings.draws = draws
    settings.seed = seed
    settings.threads = 2
    return try WaveNumberSpectrum(
      GradientVariogram(
        of: ExpressionPotential(source, coordinates: coordinates), at: positions, settings))
  }

  /// Four kinds of wells with one to four scales, separated by factors from 5 to 30, of random amplitudes
  /// from 0.5 to 1.5 and random phases.
  @Test func randomFunctions() throws {
    let wells = ["x^2/2", "(x^2 - 1)^2/4", "cosh(x)", "x^2/2 + x^4/40"]
    var (right, strengths, close) = (0, 0, 0)
    let functions = 48
    for n in 0..<functions {
      let draws = Philox(seed: UInt64(n), stream: 77)
      var (text, k) = (wells[n % wells.count], 1.0)
      var truth: [Double] = []
      for j in 0..<(1 + n / wells.count % 4) {
        let (u, v) = draws.uniforms(0, UInt64(j))
        k *= 5 * exp(u * log(6))
        let amplitude = 0.5 + v
        let phase = 2 * Double.pi * draws.uniform(1, UInt64(j))
        text += " + \(amplitude / k)*cos(\(k)*x + \(phase))"
        truth.append(amplitude * amplitude / 2)
      }
      let found = try spectrum(text, seed: UInt64(n)).micro.map(\.strength.value)
      guard found.count == truth.count else { continue }
      right += 1
      strengths += truth.count
      close += zip(found, truth).count { abs($0 / $1 - 1) < 0.1 }
    }
    #expect(Double(right) >= 0.9 * Double(functions), "\(right) of \(functions)")
    #expect(Double(close) >= 0.95 * Double(strengths), "\(close) of \(strengths)")
  }

  @Test(arguments: ["x^2/2", "(x^2 - 1)^2", "cosh(x)", "x^2/2 + x^4/40"])
  func polynomialsAreSmooth(source: String) throws {
    #expect(try spectrum(source).micro.isEmpty)
  }

  /// ε = 3⁻¹ … 3⁻⁹: all nine, strengths within 10 % and 4 errors, wave numbers within 3 % and 4 errors.
  @Test func nineCloseScales() throws {
    let found = try spectrum(
      "x^2/2 + sum(k, 1, 9, 3^(-k)*cos(x*3^k))", extent: 3, draws: 16384
    ).micro
    try #require(found.count == 9)
    for (n, component) in found.enumerated() {
      let k = pow(3, Double(n + 1))
      #expect(abs(component.strength.value / 0.5 - 1) < 0.1)
      #expect(abs(component.strength.deviation(from: 0.5)) < 5)
      #expect(abs(component.waveNumber.value / k - 1) < 0.03)
      #expect(abs(component.waveNumber.deviation(from: k)) < 5)
    }
  }

  /// Waves within a factor of 2.5 are one scale.
  @Test func harmonicsAreOneScale() throws {
    let found = try spectrum(
      "x^2/2 + 0.05*cos(x/0.05) + 0.01*cos(x/0.025 + 1) + 0.001*cos(x/0.001)"
    ).micro
    try #require(found.count == 2)
    // ½ and ½·0.4².
    #expect(abs(found[0].strength.deviation(from: 0.58)) < 5)
    #expect(found[0].strength.standardError < 0.05)
    #expect(found[0].lines.count > 1)
    #expect(found[1].lines.count == 1)
  }

  /// Two scales of several directions in the plane, entry by entry to 5 standard errors.
  @Test func anisotropicScales() throws {
    let found = try spectrum(
      "x^2 + x*y/2 + 0.75*y^2 + 3*0.001*cos(x/0.001) + 2.1*0.001*cos((x + 2*y)/0.001 + 0.3) "
        + "+ 0.03*cos((x - y)/0.03)", coordinates: ["x", "y"]
    ).micro
    try #require(found.count == 2)
    let truths = [[[0.5, -0.5], [-0.5, 0.5]], [[6.705, 4.41], [4.41, 8.82]]]
    for (component, truth) in zip(found, truths) {
      let covariance = try #require(component.covariance)
      for i in 0..<2 {
        for j in 0...i {
          #expect(abs(covariance[i, j].deviation(from: truth[i][j])) < 5)
          #expect(covariance[i, j].standardError < 0.08 * (truth[0][0] + truth[1][1]))
        }
      }
      let trace = covariance.value.trace
      #expect(abs(trace - component.strength.value) < 1e-3 * trace)
    }
    // |k| = √2.
    let k = 2.0.squareRoot() / 0.03
    #expect(abs(found[0].waveNumber.deviation(from: k)) < 5)
  }

  /// In three dimensions the kernel is sin x/x.
  @Test func inSpace() throws {
    let found = try spectrum(
      "(x^2 + y^2 + z^2)/2 + 0.002*cos((x + y + z)/0.002) + 0.05*cos(z/0.05)",
      coordinates: ["x", "y", "z"]
    ).micro
    try #require(found.count == 2)
    for (component, (strength, k)) in zip(found, [(0.5, 20), (1.5, 3.0.squareRoot() / 0.002)]) {
      #expect(abs(component.strength.deviation(from: strength)) < 5)
      #expect(abs(component.waveNumber.deviation(from: k)) < 5)
      #expect(component.strength.relativeError < 0.05)
    }
    let matrix = try #require(found[0].covariance)
    #expect(abs(matrix[2, 2].deviation(from: 0.5)) < 5)
    #expect(abs(matrix[0, 0].value) < 0.02)
  }

  /// The printed errors are right: over 24 seeds the squared deviations of strengths and wave numbers of
  /// three scales average to 1, within 4 errors of that mean.
  @Test func errorsAreRight() throws {
    var strengths: [Double] = []
    var waveNumbers: [Double] = []
    for seed in 1...24 as ClosedRange<UInt64> {
      let found = try spectrum(
        "x^2/2 + 0.06*cos(x/0.1) + cos(x*80)/80 + 1.4*cos(x*2000)/2000", draws: 2048,
        seed: seed
      ).micro
      try #require(found.count == 3)
      for (component, (strength, k)) in zip(found, [(0.18, 10.0), (0.5, 80), (0.98, 2000)]) {
        strengths.append(component.strength.deviation(from: strength))
        waveNumbers.append(component.waveNumber.deviation(from: k))
      }
    }
    for deviations in [strengths, waveNumbers] {
      let n = Double(deviations.count)
      let variance = deviations.reduce(0) { $0 + $1 * $1 } / n
      #expect(abs(variance - 1) < 5 * (2 / n).squareRoot(), "\(variance)")
    }
  }

  /// The misfit is that of noise.
  @Test func misfitIsThatOfNoise() throws {
    let found = try spectrum("x^2/2 + x^4/40 + 0.1*cos(x/0.1) + 0.001*cos(x/0.001)")
    let dof = Double(found.degreesOfFreedom)
    #expect(found.chiSquared < dof + 5 * (2 * dof).squareRoot())
    #expect(found.chiSquared > dof - 5 * (2 * dof).squareRoot())
  }
}
