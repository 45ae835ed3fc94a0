import Dynamics
import LinearAlgebra
import Storage

/// What a round of sampling leaves to the next one, when it was not yet thermal.
struct FinishedRound {
  /// What the next round is calibrated by: the noise covariance, or the preconditioner.
  let matrix: Matrix
  let gradientEvaluations: Int

  init(matrix: Matrix, gradientEvaluations: Int) {
    self.matrix = matrix
    self.gradientEvaluations = gradientEvaluations
  }

  /// The round as an earlier run left it in the journal; nil when it is still to be finished.
  ///
  /// - Throws: a `StorageError` when the entry does not fit.
  init?(_ options: RunOptions, round: Int, dimension d: Int) throws(StorageError) {
    guard let entry = options.unit("sampling.\(round)")?.entry else { return nil }
    matrix = Matrix(rows: d, columns: d, elements: try entry.reals("matrix", count: d * d))
    gradientEvaluations = try entry.integers("gradient_evaluations", count: 1)[0]
    guard (0...WorkStretch.longest).contains(gradientEvaluations) else {
      throw StateArchive.mismatch("\(gradientEvaluations) gradients cannot have been computed")
    }
  }

  /// Enters the round, in place of the states of its parts.
  func enter(_ options: RunOptions, round: Int) {
    var archive = StateArchive()
    archive.put(matrix.elements, as: "matrix")
    archive.put([gradientEvaluations], as: "gradient_evaluations")
    options.unit("sampling.\(round)")?.finish(archive)
  }
}
