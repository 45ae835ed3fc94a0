import Foundation
import LinearAlgebra
import Macroscope
import Statistics
import Storage
import Surrogates
import Testing

/// Networks that take something over from the results of another run.
@Suite("Transfer between runs")
struct TransferTests {
  /// The networks that others start from: samples of theirs may lie beyond the wall.
  private static func withoutWall(_ model: SurrogateModel) throws -> NeuralPotential {
    NeuralPotential(try #require(model.asBases().first))
  }

  @Test("A child starts as its parent, keeps the frozen layers, and says what that saved")
  func parent() throws {
    let shelf = ResultsShelf()
    let parent = try shelf.run(transferScenario(samples: 20_000), "parent")
    let source = try #require(parent.surrogate)
    #expect(parent.summary.surrogate?.transfer == nil && source.scratchCurves.isEmpty)
    let child = try transferScenario(
      tilt: 0.3, seed: 2, surrogate: "parent = \"parent\"\nfrozen_layers = 1")
    let results = try shelf.run(child, "child")
    let surrogate = try #require(results.surrogate)

    // The standardisation is a part of the function that the weights stand for.
    #expect(surrogate.model.header.standardisation == source.model.header.standardisation)
    #expect(surrogate.model.header.training.parent == "parent")
    let layout = surrogate.model.layout
    let first = layout.firstTrained(frozenLayers: 1)
    for (own, given) in zip(surrogate.model.members, source.model.members) {
      #expect(Array(own[..<first]) == Array(given[..<first]))
      #expect(own != given)
    }

    // The loss at epoch 0 is that of the parent's networks on the samples that are held out: those of the
    // walkers that were not drawn.
    let transfer = try #require(results.summary.surrogate?.transfer)
    #expect(transfer.kind == "parent" && transfer.source == "parent")
    #expect(transfer.frozenLayers == 1)
    #expect(transfer.trainedParameters == layout.trainableCount - first)
    #expect(transfer.importance == nil)
    let samples = try #require(results.samples)
    let positions = Matrix(
      rows: samples.midpoint.count, columns: 1, elements: samples.midpoint)
    let gradients = try Self.withoutWall(source.model).memberGradients(at: positions)
    let draws = WalkerDraws(
      walkers: (0..<samples.midpoint.count).map { $0 % 200 }, networks: gradients.count, seed: 2)
    for (m, gradient) in gradients.enumerated() {
      let rows = draws.leftOut(m)
      let loss =
        rows.reduce(0) { $0 + pow(gradient[$1] - samples.gradient[$1], 2) } / Double(rows.count)
      let start = try #require(surrogate.curves[m].validationLoss.first)
      // Single precision.
      #expect(abs(start - loss) < 1e-4 * loss, "\(m): \(start) and \(loss)")
    }

    // The summary says what the curves say.
    #expect(surrogate.scratchCurves.count == 3 && surrogate.curves.count == 3)
    let savings = TransferSavings(
      transferred: surrogate.curves, scratch: surrogate.scratchCurves)
    #expect(savings.lossDifference == transfer.lossDifference)
    #expect(savings.savedFraction == transfer.savedFraction)
    let saved = try #require(transfer.savedFraction)
    for (child, scratch) in zip(surrogate.curves, surrogate.scratchCurves) {
      #expect(
        try #require(child.validationLoss.first) < #require(scratch.validationLoss.first))
    }
    #expect(saved.value - 2 * saved.standardError > 0, "\(saved)")
    #expect(transfer.lossDifference.value < 2 * transfer.lossDifference.standardError)
    #expect(results.summary.verdicts.contains { $0.check == "mlp_transfer" && $0.passed })

    // On disk and back, and again on another number of threads.
    let stored = try shelf.folder("child").read(samples: true)
    #expect(stored.surrogate?.scratchCurves.count == 3)
    #expect(stored.summary.surrogate?.transfer == transfer)
    let table = try CSVTable(
      contentsOf: shelf.folder("child").url.appendingPathComponent("learning-curve.csv"))
    let scratch = try #require(table.columns.first { $0.name == "scratch" })
    // Epoch 0 and 25 more of each network.
    let rows = [Double](repeating: 0, count: 3 * 26) + [Double](repeating: 1, count: 3 * 26)
    #expect(scratch.content == .numbers(rows))
    let again = try Run(child, options: shelf.options("child", threads: 1)).train(stored)
    #expect(again.surrogate?.model == surrogate.model)
    #expect(again.summary.surrogate?.transfer?.lossDifference == transfer.lossDifference)
  }

  @Test("The parent's samples count with the weights of the two temperatures")
  func importance() throws {
    let shelf = ResultsShelf()
    // T = 0.75 and 0.625.
    let parent = try shelf.run(transferScenario(samples: 20_000), "parent")
    let child = try transferScenario(
      friction: 0.12, seed: 2, surrogate: "parent = \"parent\"\nparent_samples = true")
    let results = try shelf.run(child, "child")
    let importance = try #require(results.summary.surrogate?.transfer?.importance)
    #expect(importance.isUsed && importance.samples == 20_000)
    // Kish's size of the law exp(−V/T) at one temperature for another, by quadrature: Z₁²/(Z₀ Z₂) with Z₂ that of
    // w² p; with the measured temperatures.
    let (hot, cold) = (
      parent.summary.potentialTemperature.value, results.summary.potentialTemperature.value
    )
    func partition(_ beta: Double) -> Double {
      (0..<4000).reduce(0) { sum, n in
        let x = -4 + 8 * (Double(n) + 0.5) / 4000
        return sum + exp(-beta * (pow(x, 4) / 4 - x * x / 2))
      }
    }
    let exact =
      pow(partition(1 / cold), 2) / (partition(1 / hot) * partition(2 / cold - 1 / hot))
    // Of 20 000 samples, some thousands of which are independent, with V from networks.
    #expect(abs(importance.effectiveSamples / 20_000 - exact) < 0.03, "\(importance) \(exact)")
    #expect(importance.tailShape < importance.tailShapeLimit)
    #expect(results.summary.verdicts.contains { $0.check == "mlp_parent_samples" && $0.passed })
  }

  @Test("A correction starts as V of its base, and its model holds both")
  func base() throws {
    let shelf = ResultsShelf()
    let cheap = try shelf.run(
      transferScenario(samples: 20_000, hidden: "[8]", surrogate: "activation = \"tanh\""), "cheap")
    let source = try #require(cheap.surrogate)
    let child = try transferScenario(tilt: 0.1, seed: 2, surrogate: "base = \"cheap\"")
    let results = try shelf.run(child, "child")
    let surrogate = try #require(results.surrogate)
    #expect(try surrogate.model.bases == source.model.asBases())
    let transfer = try #require(results.summary.surrogate?.transfer)
    #expect(transfer.kind == "base" && transfer.source == "cheap")
    #expect(transfer.trainedParameters == surrogate.model.layout.trainableCount)
    let samples = try #require(results.samples)
    let positions = Matrix(rows: samples.midpoint.count, columns: 1, elements: samples.midpoint)
    let gradient = try Self.withoutWall(source.model).gradients(at: positions).elements
    let rows = WalkerDraws(
      walkers: (0..<samples.midpoint.count).map { $0 % 200 }, networks: surrogate.curves.count,
      seed: 2
    ).leftOut(0)
    let loss =
      rows.reduce(0) { $0 + pow(gradient[$1] - samples.gradient[$1], 2) } / Double(rows.count)
    let start = try #require(surrogate.curves[0].validationLoss.first)
    #expect(abs(start - loss) < 1e-4 * loss)
    // 2000 forces of unit noise, and what the base knows: its rmse is a few hundredths.
    let rmse = try #require(results.summary.effectivePotential["mlp"]?.rmse)
    #expect(rmse.value < 0.1, "\(rmse)")
    // Read from the folder, and a parent of others: it brings its base along.
    let stored = try shelf.folder("child").read(samples: true)
    #expect(stored.surrogate?.model == surrogate.model)
    let heir = try shelf.run(
      transferScenario(tilt: 0.12, seed: 4, surrogate: "parent = \"child\""), "heir")
    #expect(heir.surrogate?.model.bases == surrogate.model.bases)
    let again = try Run(child, options: shelf.options("child", threads: 1)).train(stored)
    #expect(again.surrogate?.model == surrogate.model)
  }

  @Test(
    "Thinned networks of Monte Carlo dropout are taken over whole", arguments: ["parent", "base"])
  func thinned(kind: String) throws {
    let shelf = ResultsShelf()
    let dropout = "dropout = 0.02\nuncertainty = \"dropout\"\ndropout_samples = 8"
    let parent = try shelf.run(
      transferScenario(samples: 20_000, surrogate: dropout), "parent")
    let model = try #require(parent.surrogate?.model)
    #expect(model.header.architecture.isThinned && model.members.count == 8)
    let child = try transferScenario(
      tilt: 0.1, seed: 2, surrogate: "\(kind) = \"parent\"\n\(kind == "parent" ? dropout : "")")
    let results = try shelf.run(child, "child")
    let surrogate = try #require(results.surrogate)
    #expect(surrogate.model.header.architecture.isThinned == (kind == "parent"))
    let whole = try model.unthinned
    #expect(whole.members.count == 3)
    // At epoch 0 the networks are those of the parent, as they were before units were dropped for good; a base is
    // their mean.
    let samples = try #require(results.samples)
    let positions = Matrix(rows: samples.midpoint.count, columns: 1, elements: samples.midpoint)
    let rows = WalkerDraws(
      walkers: (0..<samples.midpoint.count).map { $0 % 200 }, networks: 3, seed: 2
    ).leftOut(0)
    let gradients =
      kind == "parent"
      ? try Self.withoutWall(whole).memberGradients(at: positions)[0]
      : try Self.withoutWall(whole).gradients(at: positions).elements
    let loss =
      rows.reduce(0) { $0 + pow(gradients[$1] - samples.gradient[$1], 2) } / Double(rows.count)
    let start = try #require(surrogate.curves[0].validationLoss.first)
    #expect(abs(start - loss) < 1e-4 * loss, "\(start) and \(loss)")
    if kind == "base" { #expect(try surrogate.model.bases == whole.asBases()) }
    #expect(results.summary.surrogate?.transfer?.kind == kind)
  }
}
