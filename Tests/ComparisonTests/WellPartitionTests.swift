import CoarseGraining
import Comparison
import Foundation
import Testing

@Suite struct WellPartitionTests {
  static let line = UniformAxis(lower: -2, upper: 2, count: 400)

  static func doubleWell(_ x: Double) -> Double { (x * x - 1) * (x * x - 1) + 0.1 * x }

  /// Müller & Brown (1979) with the quadratic that levels the wells.
  static func mullerBrown(_ x: Double, _ y: Double) -> Double {
    let amplitude = [-200.0, -100, -170, 15]
    let a = [-1.0, -1, -6.5, 0.7]
    let b = [0.0, 0, 11, 0.6]
    let c = [-10.0, -10, -6.5, 0.7]
    let x0 = [1.0, 0, -0.5, -1]
    let y0 = [0.0, 0.5, 1.5, 1]
    var sum = 35.0136 * (x + 0.033923) * (x + 0.033923)
    sum += 59.8399 * (y - 0.465694) * (y - 0.465694)
    for k in 0..<4 {
      let (u, v) = (x - x0[k], y - y0[k])
      sum += amplitude[k] * exp(a[k] * u * u + b[k] * u * v + c[k] * v * v)
    }
    return 0.05 * sum
  }

  static let plane = [
    UniformAxis(lower: -1.5, upper: 1.2, count: 100),
    UniformAxis(lower: -0.5, upper: 2, count: 100),
  ]

  static func surface(_ axes: [UniformAxis], _ f: (Double, Double) -> Double) -> [Double] {
    axes[0].centers.flatMap { x in axes[1].centers.map { f(x, $0) } }
  }

  static func partition1(
    _ values: [Double], axis: UniformAxis = line, supported: [Bool]? = nil,
    minimumDepth: Double = 0.25, maximumCoreHeight: Double = .infinity
  ) -> WellPartition {
    WellPartition(
      values: values, axes: [axis], supported: supported ?? values.map { _ in true },
      minimumDepth: minimumDepth, maximumCoreHeight: maximumCoreHeight)
  }

  @Test func doubleWellHasItsMinimaDepthsAndCores() {
    let partition = Self.partition1(Self.line.centers.map(Self.doubleWell))
    #expect(partition.wells.count == 2)
    guard partition.wells.count == 2 else { return }
    // Roots of 4x(x² − 1) + 0.1 = 0, by NumPy.
    let (left, ridge, right) = (-1.012273131, 0.025015654, 0.987257477)
    for (well, root) in zip(partition.wells, [left, right]) {
      #expect(abs(well.minimum[0] - root) < 2e-4)
      #expect(abs(well.energy - Self.doubleWell(root)) < 1e-5)
    }
    let barrier = Self.doubleWell(ridge)
    #expect(partition.wells[0].depth == .infinity)
    #expect(abs(partition.wells[0].barrier - (barrier - Self.doubleWell(left))) < 1e-3)
    #expect(abs(partition.wells[1].depth - (barrier - Self.doubleWell(right))) < 1e-3)
    #expect(partition.wells[1].barrier == partition.wells[1].depth)
    for x in Self.line.centers where abs(x - ridge) > 0.01 {
      #expect(partition.basin(of: [x]) == (x < ridge ? 0 : 1))
      let well = x < ridge ? 0 : 1
      let height = Self.doubleWell(x) - partition.wells[well].energy
      // Up to the rounding of the barrier to the grid.
      if abs(height - 0.5 * partition.wells[well].barrier) > 1e-3 {
        #expect(
          partition.core(of: [x])
            == (height < 0.5 * partition.wells[well].barrier ? well : nil))
      }
    }
    #expect(partition.basin(of: [2.5]) == nil)
    #expect(partition.basin(of: [.nan]) == nil)
  }

  @Test func coresStopAtTheMaximumHeight() {
    let partition = Self.partition1(
      Self.line.centers.map(Self.doubleWell), maximumCoreHeight: 0.1)
    let core = zip(Self.line.centers, partition.cores).filter { $0.1 == 1 }.map(\.0)
    #expect(!core.isEmpty)
    #expect(core.allSatisfy { Self.doubleWell($0) <= partition.wells[1].energy + 0.1 })
  }

  @Test func mullerBrownHasThreeWells() {
    let partition = WellPartition(
      values: Self.surface(Self.plane, Self.mullerBrown), axes: Self.plane,
      supported: [Bool](repeating: true, count: 10_000), minimumDepth: 0.5)
    // Minima by BFGS, saddles by Newton's method on the gradient, of the same function in Python.
    let minima = [[-0.623177, 1.339174], [0.531576, 0.052997], [-0.046156, 0.466246]]
    let energies = [-4.237780, -4.209086, -4.038045]
    let (high, low) = (-0.815203, -3.391447)
    #expect(partition.wells.count == 3)
    guard partition.wells.count == 3 else { return }
    for (well, (minimum, energy)) in zip(partition.wells, zip(minima, energies)) {
      #expect(hypot(well.minimum[0] - minimum[0], well.minimum[1] - minimum[1]) < 2e-3)
      #expect(abs(well.energy - energy) < 2e-3)
    }
    // The middle well opens to the second, the second beyond it to the first.
    #expect(partition.wells[0].depth == .infinity)
    #expect(abs(partition.wells[1].depth - (high - energies[1])) < 0.02)
    #expect(abs(partition.wells[2].depth - (low - energies[2])) < 0.02)
    #expect(abs(partition.wells[0].barrier - (high - energies[0])) < 0.02)
    #expect(abs(partition.wells[1].barrier - (low - energies[1])) < 0.02)
    #expect(partition.basins.allSatisfy { (0..<3).contains($0) })
    // A greater minimum depth leaves the two wells that the high saddle separates.
    let coarse = WellPartition(
      values: Self.surface(Self.plane, Self.mullerBrown), axes: Self.plane,
      supported: [Bool](repeating: true, count: 10_000), minimumDepth: 0.7)
    #expect(coarse.wells.count == 2)
    #expect(coarse.basin(of: minima[2]) == 1)
  }

  @Test(arguments: 1...5)
  func noiseDoesNotSplitWells(seed: Int) {
    // Independent noise of a tenth of the minimum depth makes a local minimum of every tenth point or
    // so; its persistence rarely exceeds six deviations.
    var draws = Draws(seed: UInt64(seed))
    let clean = Self.surface(Self.plane, Self.mullerBrown)
    let noisy = clean.map { $0 + 0.05 * draws.normal() }
    let partition = WellPartition(
      values: noisy, axes: Self.plane, supported: clean.map { $0 < 2 }, minimumDepth: 0.5)
    #expect(partition.wells.count == 3)
    let minima = [[-0.623177, 1.339174], [0.531576, 0.052997], [-0.046156, 0.466246]]
    for minimum in minima {
      let well = partition.basin(of: minimum)
      #expect(well != nil)
      guard let well else { continue }
      let found = partition.wells[well].minimum
      #expect(hypot(found[0] - minimum[0], found[1] - minimum[1]) < 0.2)
      #expect(partition.wells.count { partition.basin(of: $0.minimum) == well } == 1)
    }
    // Basins of the noisy and of the clean surface agree but for the ridges.
    let reference = WellPartition(
      values: clean, axes: Self.plane, supported: clean.map { $0 < 2 }, minimumDepth: 0.5)
    let match = minima.map { (reference.basin(of: $0), partition.basin(of: $0)) }
    let differing = clean.indices.filter { i in
      let well = reference.basins[i]
      return well >= 0 && clean[i] < 0
        && match.first { $0.0 == Int(well) }?.1 != Int(partition.basins[i])
    }
    #expect(differing.count < clean.count { $0 < 0 } / 20)
  }

  @Test func narrowObliqueValleyIsOneWell() {
    // Steps along the axes alone would climb by 200 · 0.04² at every turn.
    let axes = [
      UniformAxis(lower: -1, upper: 1, count: 50), UniformAxis(lower: -1, upper: 1, count: 50),
    ]
    let values = Self.surface(axes) { x, y in 200 * (x - y) * (x - y) + 0.5 * (x + y) * (x + y) }
    let partition = WellPartition(
      values: values, axes: axes, supported: values.map { _ in true }, minimumDepth: 0.1)
    #expect(partition.wells.count == 1)
    #expect(partition.wells[0].depth == .infinity && partition.wells[0].barrier == .infinity)
    #expect(hypot(partition.wells[0].minimum[0], partition.wells[0].minimum[1]) < 1e-9)
    #expect(partition.basins.allSatisfy { $0 == 0 } && partition.cores.allSatisfy { $0 == 0 })
  }

  @Test func quadraticMinimumIsFoundBetweenGridPoints() {
    let axes = [
      UniformAxis(lower: -1, upper: 1, count: 20), UniformAxis(lower: -2, upper: 2, count: 30),
    ]
    let values = Self.surface(axes) { x, y in
      let (u, v) = (x - 0.0313, y + 0.217)
      return 3 + u * u + 0.7 * u * v + 0.9 * v * v
    }
    let partition = WellPartition(
      values: values, axes: axes, supported: values.map { _ in true }, minimumDepth: 0.1)
    #expect(partition.wells.count == 1)
    #expect(abs(partition.wells[0].minimum[0] - 0.0313) < 1e-12)
    #expect(abs(partition.wells[0].minimum[1] + 0.217) < 1e-12)
    #expect(abs(partition.wells[0].energy - 3) < 1e-12)
  }

  @Test func unsupportedPointsBelongToNoWell() {
    let values = Self.line.centers.map(Self.doubleWell)
    let supported = Self.line.centers.map { abs($0) < 1.4 }
    let partition = Self.partition1(values, supported: supported)
    #expect(partition.wells.count == 2)
    for (label, isSupported) in zip(partition.basins, supported) {
      #expect((label == WellPartition.none) == !isSupported)
    }
    #expect(partition.basin(of: [1.7]) == nil)
    // A value that is not finite counts as unsupported.
    var broken = values
    broken[100] = .nan
    #expect(Self.partition1(broken).basins[100] == WellPartition.none)
  }

  @Test func noSupportNoWells() {
    let values = Self.line.centers.map(Self.doubleWell)
    let partition = Self.partition1(values, supported: values.map { _ in false })
    #expect(partition.wells.isEmpty)
    #expect(partition.basins.allSatisfy { $0 == WellPartition.none })
    #expect(partition.cores == partition.basins)
    #expect(partition.basin(of: [0]) == nil)
  }

  @Test func islandsOfSupportAreWellsOnlyAroundAMinimum() {
    let values = Self.line.centers.map(Self.doubleWell)
    // No data on the ridge, and a scrap on the outer slope.
    let supported = Self.line.centers.map {
      (0.2...1.4).contains(abs($0)) || (1.7...1.75).contains($0)
    }
    let partition = Self.partition1(values, supported: supported)
    #expect(partition.wells.count == 2)
    guard partition.wells.count == 2 else { return }
    // The way out of the right island begins at its lower rim, which is the inner one.
    let rim = Self.line.centers.first { $0 >= 0.2 }.map(Self.doubleWell) ?? .nan
    let depth = min(rim, Self.doubleWell(1.395)) - partition.wells[1].energy
    #expect(abs(partition.wells[1].depth - depth) < 1e-12)
    #expect(partition.basin(of: [1.72]) == nil)
    #expect(partition.basin(of: [1.0]) == 1)
    #expect(partition.basin(of: [0.0]) == nil)
  }

  @Test func rimMinimumIsNoWell() {
    // V falls towards the upper end of the domain, below the real minimum at 0.
    let axis = UniformAxis(lower: -1, upper: 3, count: 200)
    let values = axis.centers.map { x in x * x * (2.2 - x) }
    let partition = Self.partition1(values, axis: axis)
    #expect(partition.wells.count == 1)
    #expect(abs(partition.wells[0].minimum[0]) < 1e-3)
    // Where there is nothing else, the rim it is.
    let slope = Self.partition1(axis.centers, axis: axis)
    #expect(slope.wells.count == 1)
    #expect(slope.wells[0].gridPoint == 0)
  }

  @Test(arguments: 1...20)
  func depthsAgreeWithAnExhaustiveSearch(seed: Int) {
    // A random rough line: the highest point on the way to the nearest deeper minimum on either side.
    // Each value stands between two a little higher, so that the parabola moves no minimum.
    var draws = Draws(seed: 100 + UInt64(seed))
    let levels = [10] + (0..<60).map { _ in 3 * draws.uniform() } + [10]
    let values = levels.flatMap { [$0 + 1e-9, $0, $0 + 1e-9] }
    let axis = UniformAxis(lower: 0, upper: 1, count: values.count)
    let partition = Self.partition1(values, axis: axis, minimumDepth: 0.8)
    var expected: [Int: Double] = [:]
    for i in 4..<(values.count - 4)
    where values[i] < values[i - 1] && values[i] < values[i + 1] {
      func climb(_ path: some Sequence<Int>) -> Double {
        var highest = values[i]
        for j in path {
          if values[j] < values[i] { return highest }
          highest = max(highest, values[j])
        }
        return .infinity
      }
      let pass = min(climb(stride(from: i, through: 0, by: -1)), climb(i..<values.count))
      if pass - values[i] >= 0.8 { expected[i] = pass - values[i] }
    }
    #expect(Set(partition.wells.map(\.gridPoint)) == Set(expected.keys))
    for well in partition.wells {
      let depth = expected[well.gridPoint] ?? .nan
      #expect(depth == well.depth || abs(depth - well.depth) < 1e-12)
    }
    #expect(partition.wells.count > 2)
  }
}
