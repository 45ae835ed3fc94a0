import CoarseGraining
import LinearAlgebra
import Surrogates

/// What networks are fitted to, from the samples as they are stored.
enum TrainingTargets {
  /// V of the density regression less that of the bases, at n × d positions, where the loss asks for values; nil
  /// where it does not. Only differences of the values mean something.
  static func values(
    section: SurrogateSection, results: RunResults, bases: [SurrogateModel], threads: Int
  ) throws -> (@Sendable (_ positions: Matrix) -> [Double])? {
    guard section.loss.value > 0 else { return nil }
    guard let density = LearnedPotential(results, method: .density)?.potential else {
      throw TrainingError.invalidData("the results hold no usable V by density")
    }
    let known = bases.map { NeuralPotential($0) }
    return { positions in
      known.reduce(density.values(at: positions.rowArrays)) { rest, base in
        zip(rest, base.values(at: positions, threads: threads)).map { $0 - $1 }
      }
    }
  }

  /// ∇f less the gradients of the bases, both n × d.
  static func gradients(
    _ sampled: [Double], at positions: Matrix, bases: [SurrogateModel], threads: Int
  ) -> [Double] {
    bases.reduce(sampled) { rest, base in
      let known = NeuralPotential(base).gradients(at: positions, threads: threads).elements
      return zip(rest, known).map { $0 - $1 }
    }
  }
}
