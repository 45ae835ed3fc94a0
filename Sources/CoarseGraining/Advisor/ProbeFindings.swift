import Dynamics
import LinearAlgebra
import Statistics

/// What a short ensemble at one step shows.
struct ProbeFindings: Sendable {
  let map: SamplingMap
  /// Recorded steps of each walker.
  let steps: Int
  /// The temperature of the positions, T in V = −T log ρ, and Θ whose trace over d it is.
  let temperature: Estimate
  let temperatureMatrix: CovarianceEstimate
  /// E[pᵀp]/d; that of the positions for a descent.
  let kineticTemperature: Estimate
  /// Kurtosis of each momentum component; none for a descent.
  let kurtosis: [Estimate]
  /// ℓ_i: what a step displaces along each coordinate.
  let resolution: [Double]
  /// Tr G from the balance of noise and dissipation, for scalar friction or D = I.
  let strength: Double
  /// E[p pᵀ], or E[∇f ∇fᵀ] of a descent.
  let gradientProducts: Matrix
  /// The micro gradients about a force fit; nil when they were not looked for or too little was
  /// sampled.
  let noise: ResidualNoiseCovariance?
  let sinks: SinkReport
  let relaxation: RelaxationTimes
  /// The precision that V would have; nil when it was not fitted or could not be.
  let precision: PotentialPrecision?
  /// Positions and momenta at the end.
  let states: [(q: [Double], p: [Double])]

  init(
    map: SamplingMap, steps: Int, moments: WalkerMoments, samples: SampleStore?,
    traces: TraceRecorder, interval: Double, sinks: SinkReport,
    states: [(q: [Double], p: [Double])], fit: ProbeFit?
  ) throws {
    let d = moments.dimension
    self.map = map
    self.steps = steps
    self.sinks = sinks
    self.states = states
    temperature = try moments.configurationalTemperature(map).estimate
    temperatureMatrix = try CovarianceEstimate(
      ofIndependentMatrices: moments.configurationalTemperatureMatrices(map))
    kineticTemperature = map.hasMomentum ? moments.temperature() : temperature
    kurtosis = map.hasMomentum ? try (0..<d).map { try moments.kurtosis($0) } : []
    gradientProducts = moments.meanGradientProduct()
    resolution = StepProbe.strides(map, moments)
    strength = Self.strength(map, moments, temperature: temperature.value)
    noise = samples.flatMap { [temperature] in
      try? MicroGradients(
        $0, temperature: temperature.value,
        resolution: map.step * max(temperature.value, 0).squareRoot()
      ).covariance
    }
    let relaxation = RelaxationTimes((0..<d).map { traces.positions($0) }, interval: interval)
    self.relaxation = relaxation
    precision = fit?.relativeError().flatMap {
      PotentialPrecision(
        relativeError: $0, walkers: states.count, time: Double(steps) * map.step,
        relaxationTime: relaxation.slowest.value)
    }
  }

  private static func strength(
    _ map: SamplingMap, _ moments: WalkerMoments, temperature: Double
  ) -> Double {
    switch map {
    case .dampedVerlet(let verlet):
      // Tr G = (1 − E²)/a² · Tr Θ, with (1 − E²)/a² = 4(1 − E)/(h²(1 + E)).
      let decay = verlet.decay[0, 0]
      return 4 / (map.step * map.step) * (1 - decay) / (1 + decay) * Double(map.dimension)
        * temperature
    case .gradientDescent:
      return (0..<map.dimension).reduce(0) {
        $0 + moments.ensembleMean(moments.index.momentumProduct($1, $1))
          + moments.ensembleMean(moments.index.laggedProduct($1, $1))
      }
    }
  }

  /// The law that the walkers had reached: their positions in turn, and momenta of their temperature.
  var law: InitialLaw {
    InitialLaw(
      positions: .points(states.map(\.q)),
      momentumDeviation: max(kineticTemperature.value, 0).squareRoot())
  }

  /// The kurtosis farthest from 3.
  var worstKurtosis: Estimate? {
    kurtosis.max { abs($0.value - 3) < abs($1.value - 3) }
  }
}
