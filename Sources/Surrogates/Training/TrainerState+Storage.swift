import Foundation
import Storage

extension TrainerState {
  /// The version of the layout in files.
  private static let layout = 1

  /// Writes the state as a file of its own, which appears whole.
  ///
  /// - Throws: a `StorageError`.
  public func write(to url: URL) throws {
    try HDF5File.create(at: url) { try write(to: $0) }
  }

  /// Reads a state.
  ///
  /// - Throws: a `StorageError`, of kind `damaged` where parts of it do not fit together.
  public init(contentsOf url: URL) throws {
    try self.init(from: HDF5File.open(url), path: url.path)
  }

  /// Writes the state into a group of a file. Single precision numbers are stored as doubles, which
  /// keeps them.
  ///
  /// - Throws: a `StorageError`.
  public func write(to file: HDF5File, at group: String = "/trainer") throws {
    try file.write(
      [
        Self.layout, sampleCount, epoch, batch, step, sums.samples, sums.clipped, best.epoch,
        stopping.epochsWithout, plateau.epochsWithout,
      ], at: "\(group)/counters")
    try file.write(
      [
        rateFactor, sums.gradientNorm, sums.learningRate, best.loss, seconds,
        stopping.reference ?? .nan, plateau.reference ?? .nan,
      ], at: "\(group)/numbers")
    try file.write(
      [String(decoding: JSON.encode(settings), as: UTF8.self)], at: "\(group)/settings")
    try file.write(curve.termNames, at: "\(group)/terms")
    try file.write(Self.numbers(sums.loss), at: "\(group)/loss_sum")
    try file.write(parameters.map(Double.init), at: "\(group)/parameters")
    try file.write(best.parameters.map(Double.init), at: "\(group)/best_parameters")
    for (name, values) in moments {
      try file.write(values.map(Double.init), at: "\(group)/moments/\(name)")
    }
    let rows = curve.points.map(Self.numbers)
    try file.write(
      rows.flatMap { $0 }, shape: [rows.count, Self.curveWidth], at: "\(group)/curve")
    if let fullBatch { try Self.write(fullBatch, to: file, at: "\(group)/lbfgs") }
  }

  /// Reads a state from a group of a file.
  ///
  /// - Parameters:
  ///   - file: the file.
  ///   - group: where the state is in it.
  ///   - path: the file's name for errors.
  /// - Throws: a `StorageError`, of kind `damaged` where parts of it do not fit together.
  public init(from file: HDF5File, at group: String = "/trainer", path: String = "") throws {
    func require(_ condition: Bool, _ text: String) throws(StorageError) {
      guard condition else {
        throw StorageError(
          kind: .damaged, path: path, operation: "read", reason: "the training's state \(text)",
          hint: "the file is not one this version wrote")
      }
    }
    let counters = try file.readInts("\(group)/counters").values
    let numbers = try file.readDoubles("\(group)/numbers").values
    try require(
      counters.count == 10 && numbers.count == 7 && counters[0] == Self.layout,
      "has another layout")
    try require(
      counters.allSatisfy { $0 >= 0 } && counters[2] >= 1, "has negative counters")
    let settings: TrainingSettings
    do {
      let text = try file.readStrings("\(group)/settings").values.joined()
      settings = try JSON.decode(TrainingSettings.self, from: Data(text.utf8))
    } catch let error as DecodingError {
      try require(false, "has settings that cannot be understood (\(error))")
      throw error
    }
    let names = try file.readStrings("\(group)/terms").values
    try require(names.count <= LossValue.maximumTerms, "has too many terms")
    self.init(
      settings: settings,
      parameters: try file.readDoubles("\(group)/parameters").values.map { Float($0) },
      sampleCount: counters[1], termNames: names)
    (epoch, batch, step) = (counters[2], counters[3], counters[4])
    (sums.samples, sums.clipped) = (counters[5], counters[6])
    let sum = try file.readDoubles("\(group)/loss_sum").values
    try require(sum.count == 9, "has a loss with \(sum.count) numbers")
    sums.loss = Self.loss(sum[...])
    (rateFactor, sums.gradientNorm, sums.learningRate) = (numbers[0], numbers[1], numbers[2])
    seconds = numbers[4]
    stopping = Self.monitor(numbers[5], counters[8])
    plateau = Self.monitor(numbers[6], counters[9])
    best = Best(
      epoch: counters[7], loss: numbers[3],
      parameters: try file.readDoubles("\(group)/best_parameters").values.map { Float($0) })
    try require(best.parameters.count == parameters.count, "has parameters of unequal number")
    for name in file.list("\(group)/moments") {
      let values = try file.readDoubles("\(group)/moments/\(name)").values
      try require(values.count == parameters.count, "has moments of a wrong number")
      moments[name] = values.map { Float($0) }
    }
    let rows = try file.readDoubles("\(group)/curve")
    try require(rows.shape.count == 2 && rows.shape[1] == Self.curveWidth, "has a wrong curve")
    for start in stride(from: 0, to: rows.values.count, by: Self.curveWidth) {
      curve.points.append(Self.point(rows.values[start..<(start + Self.curveWidth)]))
    }
    fullBatch = try Self.readFullBatch(file, at: "\(group)/lbfgs") { try require($0, $1) }
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
