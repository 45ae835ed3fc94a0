import Comparison
import Foundation
import Macroscope
import Reporting
import Statistics
import Storage
import Testing

private let hasGnuplot = Gnuplot.onSearchPath().executable != nil

/// The headings of the sections that compare V with f, in their order.
private let headings = [
  "Phase portrait", "Equilibrium under Langevin dynamics", "Mean path", "ACF", "Kinetics",
  "What the surrogate saves",
]

@Suite struct ComparisonReportTests {
  @Test(.enabled(if: hasGnuplot), arguments: [0, 1])
  func pageIsWellFormedAndAccessible(index: Int) throws {
    let (results, pictures) = [
      // Portrait, energy; one observable × 3; passages.
      (Fixtures.comparedDoubleWell(), 7 + 6),
      // Two portraits, map, energy; two observables × 3 and the vector; passages.
      (Fixtures.comparedMuellerBrown(), 14 + 12),
    ][index]
    try withReport(of: results, gnuplot: .onSearchPath()) { page, folder in
      let checker = PageChecker()
      let problem = checker.check(page)
      #expect(problem == nil)
      #expect(checker.counts["svg"] == pictures && checker.counts["figure"] == pictures)
      #expect(checker.unlabelledPictures == 0 && checker.unscopedHeaders == 0)
      #expect(checker.references.allSatisfy { $0.hasPrefix("#") || $0.hasPrefix("data:image/") })
      #expect(Set(checker.identifiers).count == checker.identifiers.count)
      #expect(page.utf8.count < 3_000_000)
      let plots = try contents(of: folder.appendingPathComponent("plots"))
      #expect(plots.filter { $0.hasSuffix(".svg") }.count == pictures)
    }
  }

  @Test func sectionsFollowTheEffectivePotentialInOrder() throws {
    try withReport(of: Fixtures.comparedMuellerBrown()) { page, _ in
      let order = ["Effective potential"] + headings + ["Noise covariance and friction"]
      let places = order.map { page.range(of: "<h2>\($0)</h2>")?.lowerBound }
      #expect(!places.contains(nil))
      #expect(places.compactMap { $0 }.sorted() == places.compactMap { $0 })
    }
  }

  @Test(arguments: [
    ([], []), (["hamiltonian"], [0, 5]), (["langevin"], [1, 2, 3, 5]),
    (["langevin", "kinetics"], [1, 2, 3, 4, 5]),
  ])
  func sectionsAppearExactlyWhereTheirDataExist(parts: [String], expected: [Int]) throws {
    let all = Fixtures.comparedDoubleWell()
    let results = all.replacingComparison(
      hamiltonian: parts.contains("hamiltonian") ? all.hamiltonian : nil,
      langevin: parts.contains("langevin") ? all.langevin : nil,
      kinetics: parts.contains("kinetics") ? all.kinetics : nil, verdicts: [])
    try withReport(of: results) { page, _ in
      let problem = PageChecker().check(page)
      #expect(problem == nil)
      let present = headings.indices.filter { page.contains("<h2>\(headings[$0])</h2>") }
      #expect(present == expected)
    }
  }

  @Test func numbersOfAllSectionsAppear() throws {
    let results = Fixtures.comparedDoubleWell()
    let langevin = try #require(results.langevin)
    let difference = try #require(langevin.observables.first?.differences.first)
    try withReport(of: results) { page, _ in
      for text in [
        // Phase portrait.
        "2.1890 ± 0.0011", "0.0150 ± 0.0021", "−0.00500 ± 0.00070",
        // Equilibrium, mean path, ACF.
        NumberFormat.text(difference.wasserstein),
        NumberFormat.text(difference.equilibrium.maxDeviation),
        NumberFormat.text(difference.meanPath.maxDeviation),
        NumberFormat.number(difference.meanPath.tolerance, digits: 3),
        NumberFormat.text(difference.autocorrelation.maxDeviation), "−0.040 ± 0.071",
        "0.0310 ± 0.0040\u{A0}%",
        // Kinetics.
        "0.4910 ± 0.0060", "3.860 ± 0.031 (20\u{202F}411)", "−0.008 ± 0.011", "∞",
        // Savings: 220 004 000 / 8 804 000, and 323 456 000 / (220 004 000 − 8 804 000).
        "220\u{202F}004\u{202F}000", "25×", "24×", "0.021 ± 0.012",
        "<td>\(NumberFormat.number(323_456_000.0 / 211_200_000, digits: 2))</td>",
      ] {
        #expect(page.contains(text), "\(text) is missing")
      }
    }
  }

  @Test func aTruncationThatLeavesItsBandIsNamed() throws {
    let results = Fixtures.comparedDoubleWell()
    let observable = try #require(results.langevin?.observables.first)
    let truncation = observable.differences[1].meanPath
    #expect(!truncation.holdsZero && observable.differences[0].meanPath.holdsZero)
    let deviation = NumberFormat.text(truncation.maxDeviation)
      .replacingOccurrences(of: " ", with: "\u{A0}")
    let at = NumberFormat.number(truncation.location, digits: 3)
    try withReport(of: results) { page, _ in
      #expect(
        page.contains(
          "The truncation “(x^2 - 1)^2” differs from f visibly, beyond its simultaneous band: in x "
            + "by \(deviation) at t\u{A0}=\u{A0}\(at); V does not."))
    }
    var agreeing = results
    agreeing.langevin?.observables[0].differences[1] = observable.differences[0]
    try withReport(of: agreeing) { page, _ in
      #expect(page.contains("The truncation “(x^2 - 1)^2” cannot be told from f here"))
      #expect(!page.contains("differs from f visibly"))
    }
  }

  @Test func whatIsNotEquivalentIsSaid() throws {
    var results = Fixtures.comparedDoubleWell()
    results.hamiltonian?.isEquivalent = false
    results.kinetics?.isEquivalent = false
    results.langevin?.observables[0].differences[0].meanPath.isEquivalent = false
    results.langevin?.systems[0].stepCheck?.passed = false
    try withReport(of: results, gnuplot: .onSearchPath()) { page, _ in
      #expect(page.contains("not equivalent within ±\u{A0}0.0874") || !hasGnuplot)
      #expect(page.contains("V and f are not shown to be equivalent."))
      #expect(page.components(separatedBy: "✗ no").count - 1 == 3 + notEquivalent(results))
    }
  }

  /// The answers “no” that the truncation gets: in the band and equivalent, for three curves.
  private func notEquivalent(_ results: RunResults) -> Int {
    let differences = results.langevin?.observables.first?.differences[1]
    let curves = [differences?.meanPath, differences?.autocorrelation, differences?.equilibrium]
    return curves.compactMap { $0 }.reduce(into: 0) { count, curve in
      count += (curve.isEquivalent ? 0 : 1) + (curve.holdsZero ? 0 : 1)
    }
  }

  /// Nothing was measured: every estimate and every curve is NaN.
  @Test func nonFiniteComparisonsStillGiveAReport() throws {
    var results = Fixtures.comparedMuellerBrown()
    func blank(_ band: inout CurveBand) {
      band.values = band.values.map { _ in .nan }
      band.standardErrors = band.values
      band.factor = .nan
    }
    for index in results.langevin?.observables.indices ?? 0..<0 {
      for system in 0..<2 {
        guard var curves = results.langevin?.observables[index].curves[system] else { continue }
        blank(&curves.meanPath)
        blank(&curves.autocorrelation)
        blank(&curves.density)
        curves.autocorrelationTime = .undefined
        results.langevin?.observables[index].curves[system] = curves
      }
      guard var difference = results.langevin?.observables[index].differences[0] else { continue }
      blank(&difference.meanPath.band)
      difference.meanPath.maxDeviation = .undefined
      difference.meanPath.location = .nan
      difference.meanPath.tolerance = .nan
      results.langevin?.observables[index].differences[0] = difference
    }
    results.langevin?.vectorAutocorrelation = []
    results.langevin?.vectorAutocorrelationDifferences = []
    results.hamiltonian?.portraitDistance = .undefined
    results.hamiltonian?.periodDifference = .undefined
    for index in results.kinetics?.passages.indices ?? 0..<0 {
      results.kinetics?.passages[index].times = [.undefined, .undefined]
    }
    try withReport(of: results, gnuplot: .onSearchPath()) { page, folder in
      let problem = PageChecker().check(page)
      #expect(problem == nil)
      #expect(page.contains("<h2>Mean path</h2>"))
      #expect(!page.contains(">nan") && !page.contains(" nan") && !page.contains("NaN"))
      let plots = try contents(of: folder.appendingPathComponent("plots"))
      #expect(!plots.contains("mean-path-0.gp") && !plots.contains("passage-times.gp"))
      #expect(!plots.contains("acf-q.gp") && plots.contains("phase-portrait-1.gp"))
    }
  }

  @Test func hostileNamesStayText() throws {
    let attack = "</td><script>alert('1')</script>'; system 'touch broken"
    var results = Fixtures.comparedDoubleWell()
    results.langevin?.observables[0].name = attack
    results.langevin?.systems[2].name = attack
    results.hamiltonian?.method = attack
    results.langevin?.method = attack
    try withReport(of: results, gnuplot: .onSearchPath()) { page, folder in
      let checker = PageChecker()
      let problem = checker.check(page)
      #expect(problem == nil)
      #expect(checker.counts["script"] == nil)
      let plots = try contents(of: folder.appendingPathComponent("plots"))
      #expect(!plots.contains("broken"))
      #expect(plots.contains("mean-path-0.svg") || !hasGnuplot)
    }
  }
}
