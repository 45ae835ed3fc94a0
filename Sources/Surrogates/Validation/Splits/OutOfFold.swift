import Dynamics

extension BlockSplit {
  /// For every sample what is predicted for it by the fold that did not train on it.
  ///
  /// Folds run in parallel; the result does not depend on the number of threads.
  ///
  /// - Parameters:
  ///   - threads: folds at the same time; where `predict` has threads of its own, say 1.
  ///   - predict: given a fold, the samples to train on and those held out, one value for each of the
  ///     latter in their order.
  /// - Returns: one value per sample.
  /// - Throws: what `predict` throws; `ValidationError.mismatch` when it returns another number of values.
  public func outOfFold<Value: Sendable>(
    threads: Int,
    predict: @Sendable (_ fold: Int, _ training: [Int], _ heldOut: [Int]) throws -> [Value]
  ) throws -> [Value] {
    let folds = try parallelMap(foldCount, threads: threads) { fold in
      let heldOut = self.heldOut(fold)
      let values = try predict(fold, training(fold), heldOut)
      guard values.count == heldOut.count else {
        throw ValidationError.mismatch(
          what: "predictions in fold \(fold + 1)", expected: heldOut.count, found: values.count)
      }
      return values
    }
    // Held-out samples are ascending: each fold is used up in order.
    var next = [Int](repeating: 0, count: foldCount)
    return (0..<sampleCount).map { sample in
      let fold = self.fold(of: sample)
      defer { next[fold] += 1 }
      return folds[fold][next[fold]]
    }
  }
}
