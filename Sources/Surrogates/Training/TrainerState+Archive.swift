import Foundation
import Storage

extension TrainerState {
  /// The version of the layout in archives.
  private static let layout = 2
  /// More than any counter reaches, so that those from a file cannot overflow.
  private static let largestCount = 1 << 48

  /// The state as numbers. Single precision numbers become doubles, which keeps them.
  public var archive: StateArchive {
    get throws {
      var archive = StateArchive()
      archive.put(
        [
          Self.layout, sampleCount, epoch, batch, step, sums.samples, sums.clipped, best.epoch,
          stopping.epochsWithout, plateau.epochsWithout,
        ], as: "counters")
      archive.put(
        [
          rateFactor, sums.gradientNorm, sums.learningRate, best.loss, seconds,
          stopping.reference ?? .nan, plateau.reference ?? .nan,
        ], as: "numbers")
      archive.put([String(decoding: try JSON.encode(settings), as: UTF8.self)], as: "settings")
      archive.put(curve.termNames, as: "terms")
      archive.put(Self.numbers(sums.loss), as: "loss_sum")
      archive.put(parameters.map(Double.init), as: "parameters")
      archive.put(best.parameters.map(Double.init), as: "best_parameters")
      for (name, values) in moments {
        archive.put(values.map(Double.init), as: "moments.\(name)")
      }
      archive.put(curve.points.flatMap(Self.numbers), as: "curve")
      if let fullBatch { archive.put(Self.archive(of: fullBatch), as: "lbfgs") }
      return archive
    }
  }

  /// The state from its numbers.
  ///
  /// - Throws: a `StorageError`, of kind `damaged` where parts of it do not fit together.
  public init(_ archive: StateArchive) throws(StorageError) {
    func require(_ condition: Bool, _ text: String) throws(StorageError) {
      guard condition else { throw StateArchive.mismatch("the training's state \(text)") }
    }
    let counters = try archive.integers("counters", count: 10)
    let numbers = try archive.reals("numbers", count: 7)
    try require(counters[0] == Self.layout, "has another layout")
    try require(
      counters.allSatisfy((0...Self.largestCount).contains) && counters[2] >= 1,
      "has impossible counters")
    let settings: TrainingSettings
    do {
      let text = try archive.texts("settings", count: 1)[0]
      settings = try JSON.decode(TrainingSettings.self, from: Data(text.utf8))
    } catch {
      throw StateArchive.mismatch("the training's settings cannot be understood (\(error))")
    }
    let names = try archive.texts("terms")
    try require(names.count <= LossValue.maximumTerms, "has too many terms")
    self.init(
      settings: settings, parameters: try archive.reals("parameters").map { Float($0) },
      sampleCount: counters[1], termNames: names)
    (epoch, batch, step) = (counters[2], counters[3], counters[4])
    (sums.samples, sums.clipped) = (counters[5], counters[6])
    sums.loss = Self.loss(try archive.reals("loss_sum", count: 9)[...])
    (rateFactor, sums.gradientNorm, sums.learningRate) = (numbers[0], numbers[1], numbers[2])
    seconds = numbers[4]
    stopping = Self.monitor(numbers[5], counters[8])
    plateau = Self.monitor(numbers[6], counters[9])
    best = Best(
      epoch: counters[7], loss: numbers[3],
      parameters: try archive.reals("best_parameters", count: parameters.count).map { Float($0) })
    for (name, values) in archive.part("moments").reals {
      try require(values.count == parameters.count, "has moments of a wrong number")
      moments[name] = values.map { Float($0) }
    }
    let rows = try archive.reals("curve")
    try require(rows.count % Self.curveWidth == 0, "has a wrong curve")
    for start in stride(from: 0, to: rows.count, by: Self.curveWidth) {
      curve.points.append(Self.point(rows[start..<(start + Self.curveWidth)]))
    }
    fullBatch = try Self.fullBatch(archive.part("lbfgs"))
  }

  private static func monitor(_ reference: Double, _ epochs: Int) -> PlateauMonitor {
    PlateauMonitor(reference: reference.isNaN ? nil : reference, epochsWithout: epochs)
  }

  // MARK: - The curve

  /// Seven numbers and two losses.
  private static var curveWidth: Int { 7 + 2 * 9 }

  private static func numbers(_ loss: LossValue) -> [Double] {
    [loss.total] + (0..<8).map { loss.terms[$0] }
  }

  private static func loss(_ numbers: ArraySlice<Double>) -> LossValue {
    var loss = LossValue(total: numbers[numbers.startIndex])
    for lane in 0..<8 { loss.terms[lane] = numbers[numbers.startIndex + 1 + lane] }
    return loss
  }

  private static func numbers(_ point: LearningCurve.Point) -> [Double] {
    let counts = [Double(point.epoch), Double(point.step), point.validation == nil ? 0 : 1]
    return counts + [
      point.learningRate, point.gradientNorm, point.clippedFraction, point.seconds,
    ] + numbers(point.training) + numbers(point.validation ?? .zero)
  }

  private static func point(_ numbers: ArraySlice<Double>) -> LearningCurve.Point {
    let n = Array(numbers)
    return LearningCurve.Point(
      epoch: Int(exactly: n[0]) ?? 0, step: Int(exactly: n[1]) ?? 0, learningRate: n[3],
      training: loss(n[7..<16]), validation: n[2] == 0 ? nil : loss(n[16..<25]),
      gradientNorm: n[4], clippedFraction: n[5], seconds: n[6])
  }
}
