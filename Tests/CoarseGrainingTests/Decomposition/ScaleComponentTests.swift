import CoarseGraining
import Foundation
import Statistics
import Testing

@Suite("The piece between two potentials") struct ScaleComponentTests {
  static let axis = UniformAxis(lower: -2, upper: 2, count: 200)

  /// A fit of forces with noise to samples of a harmonic law with a ripple of the force.
  private func fit(
    seed: UInt64, temperature: Double, cohorts: Int = 32, intervals: Int, ripple: Double = 0
  ) throws -> EffectivePotential {
    let law = TestLaw.harmonic(stiffness: 1, temperature: temperature)
    let forces = ForceNormalEquations(
      bases: [BSplineBasis(on: Self.axis, intervals: intervals)], cohorts: cohorts)
    var draws = (0..<cohorts).map { Draws(seed: seed, stream: $0) }
    accumulate(
      histogram: nil, forces: forces, dimension: 1,
      samplesPerCohort: [Int](repeating: 1000, count: cohorts)
    ) { cohort, _ in
      let q = law.draw(&draws[cohort])
      let force = law.gradient(q)[0] - ripple * 4 * sin(4 * q[0])
      return (q, [force + draws[cohort].normal()])
    }
    return try ForceRegression().fit(
      SampledData(forces: forces), temperature: .exact(temperature, cohorts: cohorts))
  }

  private func component(
    seed: UInt64, ripple: Double, cohorts: (Int, Int) = (32, 32), fineTemperature: Double = 0.4
  ) throws -> ScaleComponent {
    let coarse = try fit(seed: 2 * seed, temperature: 1, cohorts: cohorts.0, intervals: 8)
    let fine = try fit(
      seed: 2 * seed + 1, temperature: fineTemperature, cohorts: cohorts.1, intervals: 30,
      ripple: ripple)
    return ScaleComponent(
      from: coarse.curve(on: [Self.axis]), to: fine.curve(on: [Self.axis]))
  }

  @Test("it is fine less coarse with mean zero over the region, and the errors are independent")
  func definition() throws {
    let coarse = try fit(seed: 1, temperature: 1, intervals: 8)
    let fine = try fit(seed: 2, temperature: 0.4, intervals: 30, ripple: 0.1)
    let curves = [coarse, fine].map { $0.curve(on: [Self.axis]) }
    let component = ScaleComponent(from: curves[0], to: curves[1])
    let grids = [coarse, fine].map { $0.grid(on: [Self.axis]) }
    #expect(curves[0].values == grids[0].values)
    #expect(component.region == zip(grids[0].region, grids[1].region).map { $0 && $1 })
    #expect(
      component.isSupported == zip(grids[0].isSupported, grids[1].isSupported).map { $0 && $1 })
    let inside = component.region.indices.filter { component.region[$0] }
    #expect(inside.count > 20 && inside.count < component.region.count)
    let mean = inside.reduce(0) { $0 + component.curve.values[$1] } / Double(inside.count)
    #expect(abs(mean) < 1e-12)
    let x = Self.axis.centers
    for (a, b) in [(inside[0], inside[9]), (inside[3], inside[inside.count - 1])] {
      let expected =
        fine.difference(from: [x[a]], to: [x[b]]) - coarse.difference(from: [x[a]], to: [x[b]])
      var weights = [Double](repeating: 0, count: x.count)
      weights[a] = -1
      weights[b] = 1
      let found = component.curve.functional(weights)
      #expect(abs(found.value - expected.value) < 1e-10)
      #expect(abs(found.standardError - expected.standardError) < 1e-10)
    }
  }

  @Test("the simultaneous band holds the true piece", arguments: [(32, 32), (32, 20)])
  func band(_ cohorts: (Int, Int)) throws {
    let truth = Self.axis.centers.map { 0.1 * cos(4 * $0) }
    var covered = 0
    let runs = 40
    for seed in 0..<runs {
      let component = try component(
        seed: UInt64(seed), ripple: 0.1, cohorts: cohorts, fineTemperature: 1)
      let band = component.band(generator: Philox(seed: 3, stream: UInt64(seed)))
      let inside = component.region.indices.filter { component.region[$0] }
      let mean = inside.reduce(0) { $0 + truth[$1] } / Double(inside.count)
      let isHeld = band.values.indices.allSatisfy {
        !component.isSupported[$0]
          || abs(band.values[$0] - truth[$0] + mean) <= band.halfWidth(at: $0)
      }
      covered += isHeld ? 1 : 0
      for i in band.values.indices where !component.isSupported[i] {
        #expect(band.values[i].isNaN && band.standardErrors[i].isNaN)
      }
    }
    // Binomial, n = 40, p = 0.95: fewer than 30 have a probability of 3·10⁻⁶.
    #expect(covered >= 30, "\(covered) of \(runs)")
  }

  @Test("sizes and errors are measured over the region, constants aside")
  func comparison() throws {
    let component = try component(seed: 5, ripple: 0.1)
    let truth = Self.axis.centers.map { 0.1 * cos(4 * $0) }
    let comparison = component.compare(to: truth)
    #expect(comparison == component.compare(to: truth))
    #expect(
      abs(component.compare(to: truth.map { $0 + 5 }).rmse.value - comparison.rmse.value) < 1e-9)
    // The noise alone, and the noise within a factor of two of what is expected of it.
    #expect(comparison.rmse.value < 2 * component.standardError)
    #expect(abs(component.amplitude.value - 0.1 / 2.0.squareRoot()) < 0.2 * 0.1)
    #expect(comparison.points == component.region.count { $0 })
    #expect(component.isKnown)
  }

  @Test("without a region nothing is known")
  func noRegion() throws {
    let curve = { (lower: Double) in
      let axes = [UniformAxis(lower: lower, upper: lower + 1, count: 4)]
      let spline = TensorSpline(
        bases: [BSplineBasis(on: axes[0], intervals: 4)],
        coefficients: [Double](repeating: 0, count: 7))
      return PotentialCurve(
        spline: spline, replicates: [spline.coefficients, spline.coefficients],
        support: SampledSupport(axes: axes, effectiveSamples: [99, 99, 99, 99]), temperature: 1,
        on: [Self.axis])
    }
    let component = ScaleComponent(from: curve(-2), to: curve(1))
    #expect(!component.isKnown)
    #expect(component.isSupported.allSatisfy { !$0 })
    let band = component.band(generator: Philox(seed: 1, stream: 1))
    #expect(band.values.allSatisfy { $0.isNaN })
    #expect(component.amplitude.value.isNaN)
  }
}
