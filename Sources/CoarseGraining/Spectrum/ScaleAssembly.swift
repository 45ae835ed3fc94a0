import Foundation
import LinearAlgebra
import Statistics

/// Puts the scales together that a staircase and a variogram show of one function.
///
/// The variogram's components are the scales, but for those of V. Smooth ones are V's. A wave with less
/// than some five radians within the extent may be either a scale or a barrier of V, which has a wavelength but
/// no second period; it is V's when no step makes noise of it: when there is no noise at all, or its
/// predicted jump lies above the largest step of the scan. And whatever should be noise on the
/// highest plateau and is not, is V's: when with it the strengths exceed the level of that plateau by more
/// than 10 % and three errors, and without it they are closer.
///
/// Each jump of the staircase goes to the component that is nearest in wave number, if within half of
/// `WaveNumberSpectrum.link` (all of it in more than one dimension, where walkers are hotter in some
/// directions than in others); other components have a predicted step. A jump whose wave number is so low
/// that the variogram takes the scale for V's is a scale all the same; any other is the slope of a plateau.
package struct ScaleAssembly {
  private let settings: ScaleSpectrum.Settings
  private let dimension: Int

  /// Largest ratio of the wave numbers of a jump and its component.
  private let sameScale: Double
  /// |k| · extent above which a wave has periods enough to be a scale.
  private static let periodicReach = 5.0
  /// A predicted jump this far below a step leaves no doubt that the scale is noise there.
  private static let wellBelow = 0.6
  /// The part of its own strength that a scale has at the jump, from staircases of two scales
  /// (docs/gradient-variogram.md), and its uncertainty.
  private static let ownShare = Estimate(value: 0.3, standardError: 0.15)

  package init(_ settings: ScaleSpectrum.Settings, dimension: Int) {
    self.settings = settings
    self.dimension = dimension
    sameScale = dimension > 1 ? WaveNumberSpectrum.link : WaveNumberSpectrum.link.squareRoot()
  }

  /// The analysis with every scale; points are in the order of falling steps.
  func complete(
    _ staircase: PlateauAnalysis, _ spectrum: WaveNumberSpectrum, _ points: [SpectrumPoint]
  ) -> PlateauAnalysis {
    let micro =
      staircase.isSmooth
      ? spectrum.micro.filter { isPeriodic($0, spectrum) }
      : withoutV(spectrum, staircase, largestStep: points.first?.step ?? 0)
    guard !micro.isEmpty else { return staircase }
    let smoothest = WaveNumberSpectrum.smoothReach / spectrum.extent * sameScale
    var jumps = [Scale.Jump?](repeating: nil, count: micro.count)
    var others: [Scale] = []
    for jump in staircase.scales.compactMap(\.jump) {
      let distance = { (n: Int) in
        abs(log(micro[n].waveNumber.value * jump.epsilon.value))
      }
      let nearest = micro.indices.filter { jumps[$0] == nil }
        .min { distance($0) < distance($1) }
      if let nearest, distance(nearest) < log(sameScale) {
        jumps[nearest] = jump
      } else if 1 / jump.epsilon.value < smoothest {
        others.append(Scale(jump))
      }
    }
    let scales =
      others
      + micro.indices.map {
        Scale(micro[$0], jumps[$0], predicted: jumps[$0] == nil ? predictedStep(micro, $0) : nil)
      }
    return PlateauAnalysis(
      plateaus: staircase.plateaus,
      scales: scales.sorted { ($0.epsilon?.value ?? 0) > ($1.epsilon?.value ?? 0) },
      eligible: staircase.eligible, isSmooth: false)
  }

  private func isPeriodic(
    _ component: WaveNumberSpectrum.Component, _ spectrum: WaveNumberSpectrum
  ) -> Bool {
    component.waveNumber.value * spectrum.extent >= Self.periodicReach
  }

  private func withoutV(
    _ spectrum: WaveNumberSpectrum, _ staircase: PlateauAnalysis, largestStep: Double
  ) -> [WaveNumberSpectrum.Component] {
    var micro = spectrum.micro[...]
    while let coarsest = micro.first {
      let step = predictedStep(spectrum.micro, micro.startIndex).value
      let isNeverNoise = step > largestStep && !isPeriodic(coarsest, spectrum)
      guard isNeverNoise || isSurplus(micro, step: step, staircase) else { break }
      micro = micro.dropFirst()
    }
    return Array(micro)
  }

  /// Whether the coarsest component, with a jump at `step`, is missing from the noise of the highest plateau.
  private func isSurplus(
    _ micro: ArraySlice<WaveNumberSpectrum.Component>, step: Double, _ staircase: PlateauAnalysis
  ) -> Bool {
    guard let plateau = staircase.plateaus.first, let coarsest = micro.first,
      step < Self.wellBelow * plateau.stepMax, !hasJump(coarsest, staircase)
    else { return false }
    let rest = total(micro.dropFirst())
    let excess = total(micro) - plateau.strength
    return excess.value > max(0.1 * plateau.strength.value, 3 * excess.standardError)
      && excess.value > abs(rest.value - plateau.strength.value)
  }

  private func hasJump(
    _ component: WaveNumberSpectrum.Component, _ staircase: PlateauAnalysis
  ) -> Bool {
    staircase.scales.compactMap(\.jump).contains {
      abs(log(component.waveNumber.value * $0.epsilon.value)) < log(sameScale)
    }
  }

  private func total(_ components: ArraySlice<WaveNumberSpectrum.Component>) -> Estimate {
    components.reduce(.exact(0)) { $0 + $1.strength }
  }

  /// The step at which component n turns from force into noise, if everything finer is noise there:
  /// |k| times the stride along k, h√T or η√G, is the phase at a jump, T being that of the noise at this
  /// step, T = h²G/(4 tanh(γh/2)).
  package func predictedStep(_ components: [WaveNumberSpectrum.Component], _ n: Int) -> Estimate {
    let own = along(components[n], components[n])
    let noise =
      components[(n + 1)...].reduce(Self.ownShare.value * own) { $0 + along(components[n], $1) }
    let phase = settings.integrator.phaseAtJump
    let k = components[n].waveNumber
    guard noise.value > 0, k.value > 0 else { return .undefined }
    // The phase grows with the step.
    var (low, high) = (log(1e-30), log(1e30))
    for _ in 0..<200 {
      let middle = (low + high) / 2
      if k.value * stride(step: exp(middle), strength: noise.value) < phase.value {
        low = middle
      } else {
        high = middle
      }
    }
    let step = exp((low + high) / 2)
    // h√T goes as h^(3/2) G^(1/2), η√G as η G^(1/2).
    let power = settings.integrator == .dampedVerlet ? 1.5 : 1
    let unknown = Self.ownShare.standardError * own.value
    let noiseError =
      (noise.standardError * noise.standardError + unknown * unknown).squareRoot() / noise.value
    let relative =
      (phase.relativeError * phase.relativeError + k.relativeError * k.relativeError
      + noiseError * noiseError / 4).squareRoot() / power
    return Estimate(value: step, standardError: relative * step)
  }

  /// The noise of a component along the waves of another: Tr CG/Tr C for C = Σ kkᵀ; an equal share of
  /// the trace where there are no matrices.
  private func along(
    _ waves: WaveNumberSpectrum.Component, _ noise: WaveNumberSpectrum.Component
  ) -> Estimate {
    guard let c = waves.covariance?.value, let g = noise.covariance?.value else {
      return noise.strength / Double(dimension)
    }
    let share = (c * g).trace / (c.trace * g.trace)
    return max(share, 0) * noise.strength
  }

  private func stride(step: Double, strength: Double) -> Double {
    switch settings.integrator {
    case .dampedVerlet:
      let temperature = step * step * strength / (4 * tanh(settings.friction * step / 2))
      return step * temperature.squareRoot()
    case .gradientDescent: return step * strength.squareRoot()
    }
  }
}
