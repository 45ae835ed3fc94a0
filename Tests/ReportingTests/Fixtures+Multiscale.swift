import Foundation
import Macroscope
import Statistics

extension Fixtures {
  /// Two scales of one or two coordinates with the piece between them, or of three without.
  static func multiscale(dimension: Int, withReference: Bool = true) -> MultiscaleResults {
    let names = Array(["x", "y", "z"].prefix(dimension))
    let base = baseSummary("Two scales", names)
    let grid =
      dimension > 2 ? [] : names.map { axis($0, -1.5, 1.5, dimension == 1 ? 60 : 20) }
    let count = grid.isEmpty ? 0 : grid.reduce(1) { $0 * $1.points.count }
    let ripple = (0..<count).map { 0.1 * cos(Double($0) / 3) }
    let supported = (0..<count).map { $0 > 2 }
    let methods = ["density", "force"]
    let scales = [0.5, 0.1].enumerated().map { index, step in
      MultiscaleSummary.Scale(
        folder: MultiscaleResults.folderName(ofScale: index), step: step, seed: UInt64(index + 1),
        trustworthy: index == 0,
        temperature: Estimate(value: 2 / Double(index + 1), standardError: 0.01),
        noiseCovariance: [[Estimate(value: 1, standardError: 0.01)]],
        strength: Estimate(value: 1 / Double(index + 1), standardError: 0.01),
        effectivePotential: base.effectivePotential, consistency: base.consistency,
        trappedFraction: .exact(0), gradientEvaluations: 1_000_000)
    }
    let fit = MultiscaleSummary.Fit(
      supportedPoints: 57, regionPoints: 50, region: names.map { _ in [-1.2, 1.2] },
      amplitude: Estimate(value: 0.07, standardError: 0.001), standardError: 0.002,
      bandFactor: 3.1,
      rmse: withReference ? Estimate(value: 0.003, standardError: 0.001) : nil,
      maxError: withReference ? 0.006 : nil)
    let component = MultiscaleSummary.Component(
      index: 1, steps: [0.5, 0.1], strength: Estimate(value: 0.5, standardError: 0.02),
      reference: withReference ? "0.1*cos(x/0.1)" : nil,
      methods: Dictionary(uniqueKeysWithValues: methods.map { ($0, fit) }))
    let summary = MultiscaleSummary(
      program: base.program, scenario: base.scenario,
      verdicts: [
        Summary.Verdict(check: "scales_complete", passed: true, message: "2 of 2 scales were run"),
        Summary.Verdict(check: "scale_0_white_noise", passed: true, message: "white"),
        Summary.Verdict(check: "scale_1_white_noise", passed: false, message: "coloured"),
      ],
      scales: scales, decomposition: dimension > 2 ? nil : [component], scaleSpectrum: nil,
      timing: base.timing)
    guard dimension <= 2 else {
      return MultiscaleResults(summary: summary, scenarioText: "schema = 1\n")
    }
    let potentials = [0, 1].flatMap { scale in
      methods.map { method in
        ScalePotential(
          scale: scale, method: method, values: ripple.map { $0 + 1 + Double(scale) },
          standardErrors: supported.map { $0 ? 0.01 : .nan }, supported: supported,
          reference: withReference ? ripple.map { $0 + 1 } : nil)
      }
    }
    let components = methods.map { method in
      ComponentCurve(
        index: 1, method: method,
        band: CurveBand(
          values: zip(ripple, supported).map { $1 ? $0 : .nan },
          standardErrors: supported.map { $0 ? 0.002 : .nan }, factor: 3.1),
        region: (0..<count).map { $0 > 5 }, reference: withReference ? ripple : nil)
    }
    return MultiscaleResults(
      summary: summary, scenarioText: "schema = 1\n", grid: grid, potentials: potentials,
      components: components)
  }

  /// The same with one ensemble of networks for both scales: V₀ loses by it, V₁ does not.
  static func conditioned(dimension: Int, withReference: Bool = true) -> MultiscaleResults {
    var results = multiscale(dimension: dimension, withReference: withReference)
    func estimate(_ value: Double, _ error: Double) -> Estimate {
      Estimate(value: value, standardError: error)
    }
    func scale(_ step: Double, _ difference: Estimate) -> MultiscaleSummary.Conditioned.Scale {
      MultiscaleSummary.Conditioned.Scale(
        step: step, parameter: step > 0.2 ? 1 : -1, weight: 1 / step / 6, temperature: 2,
        noiseFloor: estimate(2 * step, 0.01), loss: estimate(2 * step + 0.1, 0.01),
        aloneLoss: estimate(2 * step + 0.1 - difference.value, 0.01), difference: difference,
        forceSquare: 4, rmse: withReference ? estimate(0.02, 0.001) : nil,
        aloneRmse: withReference ? estimate(0.01, 0.002) : nil)
    }
    results.summary.conditioned = MultiscaleSummary.Conditioned(
      architecture: Summary.Surrogate.Architecture(
        inputs: 2 * dimension, hidden: [16, 16], activation: "silu", residual: false,
        layerNorm: false, dropout: 0, fourierFeatures: 0, fourierBandwidth: nil, outputs: 1),
      parameters: 321, ensemble: 3, samples: 40_000, epochs: 20, bestEpochs: [20, 19, 20],
      trainLoss: 0.5, validationLoss: 0.51, samplesPerSecond: 1e6, outcome: "all epochs are done",
      hasDiverged: false,
      scales: [scale(0.5, estimate(0.09, 0.01)), scale(0.1, estimate(0.001, 0.002))])
    results.potentials += results.potentials.filter { $0.method == "force" }.flatMap { fit in
      ["conditioned", "mlp"].enumerated().map { n, method in
        var other = fit
        other.method = method
        other.values = fit.values.enumerated().map {
          $1 + 0.005 * Double(n + 1) * sin(Double($0) / 5)
        }
        return other
      }
    }
    return results
  }
}
