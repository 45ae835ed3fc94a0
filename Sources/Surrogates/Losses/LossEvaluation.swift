import Statistics

/// A loss of a network on batches of samples, and its gradient with respect to the parameters.
///
/// A batch is cut into shards of ``NetworkPass/capacity`` samples that are worked on in parallel. Shards form
/// groups that depend on the size of the batch alone; each group adds its shards in order to a gradient of its
/// own, and the groups are added in order. Hence the result is the same to the bit for any number of
/// threads. Random numbers (dropout, directions of score matching) are functions of the seed, the batch's step
/// and a sample's row.
///
/// One evaluation runs at a time; memory for up to ``maximumGroups`` gradients is kept.
public final class LossEvaluation<Scalar: NetworkScalar> {
  /// The most groups of shards, hence threads that can help.
  public static var maximumGroups: Int { 32 }

  /// The loss.
  public let loss: Loss
  /// The network's shape.
  public let architecture: NetworkArchitecture
  /// Where the parameters lie.
  public let layout: ParameterLayout
  /// The maps of the scales.
  public let maps: ScaleMaps
  /// Hidden layers, from the input on, whose parameters are not trained.
  public let frozenLayers: Int
  private let team: ShardTeam
  private let seed: UInt64
  private let workers: [ShardLoss<Scalar>]
  /// Gradients of the groups but the first, and the terms of all.
  private var partials: [UnsafeMutablePointer<Scalar>] = []
  private let terms: UnsafeMutablePointer<SIMD8<Double>>

  /// An evaluation of a loss.
  ///
  /// - Parameters:
  ///   - architecture: the network's shape.
  ///   - loss: the loss.
  ///   - maps: the linear maps of the scales; their rows are the network's inputs.
  ///   - threads: the most threads that an evaluation uses.
  ///   - seed: that of dropout and of random directions.
  ///   - frozenLayers: hidden layers, from the input on, whose parameters are not trained; no work is spent
  ///     on their gradients.
  /// - Throws: ``LossError`` for a loss that cannot be computed with such a network.
  public init(
    _ architecture: NetworkArchitecture, loss: Loss, maps: ScaleMaps = ScaleMaps(),
    threads: Int = 1, seed: UInt64 = 0, frozenLayers: Int = 0
  ) throws {
    try loss.check(architecture, maps: maps)
    self.loss = loss
    self.architecture = architecture
    self.maps = maps
    self.frozenLayers = frozenLayers
    let threads = min(max(threads, 1), Self.maximumGroups)
    team = ShardTeam(threads: threads)
    self.seed = seed
    layout = ParameterLayout(architecture)
    workers = (0..<threads).map { _ in
      ShardLoss(architecture, loss: loss, maps: maps, frozenLayers: frozenLayers)
    }
    terms = .allocate(capacity: Self.maximumGroups)
    terms.initialize(repeating: .zero, count: Self.maximumGroups)
  }

  deinit {
    for partial in partials { partial.deallocate() }
    terms.deallocate()
  }

  /// The names of the loss's terms.
  public var termNames: [String] { Loss.termNames }

  /// The loss on a batch, and its gradient.
  ///
  /// The terms of the result are means over the samples, without their weights in the loss; the total has the
  /// weights.
  ///
  /// - Parameters:
  ///   - batch: at least one sample.
  ///   - parameters: as many as the layout has.
  ///   - gradient: as many numbers, overwritten by ∂L/∂θ, zero for Fourier frequencies and frozen layers; nil: not wanted.
  /// - Returns: the loss; not finite where it overflows or the samples or parameters are not finite.
  /// - Throws: ``LossError`` where the batch does not fit the loss.
  /// - Complexity: per sample and weight of the network, 2 operations for a value and 6 with its gradient; 4
  ///   and 12 with input gradients in the loss; and for each direction of score matching 4 and 16 more.
  public func evaluate(
    _ batch: TrainingBatch<Scalar>, parameters: UnsafeBufferPointer<Scalar>,
    gradient: UnsafeMutableBufferPointer<Scalar>?
  ) throws -> LossValue {
    try loss.check(batch, dimension: maps.dimension(inputs: architecture.inputs), maps: maps)
    precondition(
      parameters.count == layout.count && gradient?.count ?? layout.count == layout.count,
      "parameters and gradient have the layout's length")
    guard let parameters = parameters.baseAddress else { return .zero }
    let capacity = NetworkPass<Scalar>.capacity
    let shards = (batch.count + capacity - 1) / capacity
    let groups = min(shards, Self.maximumGroups)
    if gradient != nil { reserve(groups - 1) }
    let count = layout.count
    let step = UInt64(bitPattern: Int64(batch.step))
    let dropout =
      batch.isTraining && architecture.dropout > 0
      ? Dropout(generator: Philox(seed: seed, stream: 2 &* step)) : nil
    // A validation has the same directions every time.
    let signs = Philox(seed: seed, stream: batch.isTraining ? 2 &* step &+ 1 : .max)

    // Each group writes to memory of its own; a worker serves one thread.
    nonisolated(unsafe) let parametersInUse = parameters
    nonisolated(unsafe) let workers = workers
    nonisolated(unsafe) let terms = terms
    nonisolated(unsafe) let gradients = gradient.map { [$0.baseAddress] + partials }
    team.run(groups) { group, worker in
      let into = gradients?[group]
      into?.update(repeating: 0, count: count)
      var sum = SIMD8<Double>.zero
      for shard in stride(from: group, to: shards, by: groups) {
        let range = (shard * capacity)..<min(batch.count, (shard + 1) * capacity)
        sum += workers[worker].evaluate(
          batch[range], of: batch.count, first: range.lowerBound, parameters: parametersInUse,
          dropout: dropout, signs: signs, into: into)
      }
      terms[group] = sum
    }

    var sum = SIMD8<Double>.zero
    for group in 0..<groups { sum += terms[group] }
    if let into = gradient?.baseAddress {
      for partial in partials[0..<(groups - 1)] {
        Scalar.kernels.add(Int64(count), partial, into)
      }
    }
    if loss.decay > 0 { sum[3] = addDecay(parameters, into: gradient?.baseAddress) }
    let weights = SIMD8(loss.value, loss.gradient, loss.score, loss.decay, 0, 0, 0, 0)
    // A term with weight zero has not been computed, so nothing that is not finite is multiplied by zero.
    return LossValue(total: (sum * weights).sum(), terms: sum)
  }

  /// Makes room for so many gradients.
  private func reserve(_ count: Int) {
    while partials.count < count {
      let partial = UnsafeMutablePointer<Scalar>.allocate(capacity: layout.count)
      partial.initialize(repeating: 0, count: layout.count)
      partials.append(partial)
    }
  }

  /// ½ Σ θ² over the weight matrices that are trained; adds the weighted gradient.
  private func addDecay(
    _ parameters: UnsafePointer<Scalar>, into: UnsafeMutablePointer<Scalar>?
  ) -> Double {
    let factor = Scalar(loss.decay)
    var sum = 0.0
    let first = layout.firstTrained(frozenLayers: frozenLayers)
    for tensor in layout.weights where tensor.offset >= first {
      for n in tensor.range {
        sum += Double(parameters[n]) * Double(parameters[n])
        into?[n] += factor * parameters[n]
      }
    }
    return sum / 2
  }
}
