import Foundation
import Potentials
import Testing

/// Sources made to break a parser: they end in an error or a value, never in a crash or a long wait.
@Suite struct HostileInputTests {
  static func nested(_ open: String, _ close: String, _ count: Int) -> String {
    String(repeating: open, count: count) + "x" + String(repeating: close, count: count)
  }

  @Test(arguments: [
    nested("(", ")", 100_000), nested("-", "", 100_000), nested("x^", "", 100_000),
    nested("sin(", ")", 100_000), nested("max(x,", ")", 100_000), nested("q[", "]", 100_000),
  ])
  func deepNestingIsAnError(_ source: String) {
    let error = #expect(throws: ExpressionError.self) {
      try Expression(source, coordinates: ["x", "q[2]"])
    }
    #expect(
      error?.message.hasPrefix("the expression is nested more than 256 deep") == true
        || error?.message.contains("cannot depend") == true)
  }

  /// At the limit everything still fits the stack of an ordinary thread on Linux, also in debug and
  /// sanitized builds, whose frames are several times larger.
  @Test(arguments: [
    nested("(", ")", 256), nested("-", "", 256), nested("x^", "", 256),
    nested("1+2*sin(1+x*", ")", 256), nested("1+2*double_well(1+x/", ")", 256),
    nested("1-max(2,x+3/", ")", 256), nested("(x*", "+1)^2", 120),
    (0..<120).map { "sum(i\($0), 1, 1, x+2*" }.joined() + "x" + String(repeating: ")", count: 120),
  ])
  func nestingWithinTheLimitFitsTheStack(_ source: String) async {
    let outcome = await withCheckedContinuation { continuation in
      let thread = Thread {
        let expression = try? ExpressionPotential(source, coordinates: ["x"])
        let isDefined = expression.map {
          !$0.oracleValue(at: [0.5]).isNaN && $0.oracleGradient(at: [0.5]).count == 1
            && $0.firstSingularity(at: [0.5]) == nil
        }
        continuation.resume(returning: isDefined != nil)
      }
      thread.stackSize = 8 << 20
      thread.start()
    }
    #expect(outcome)
  }

  @Test func longSourcesCompile() throws {
    let terms = String(repeating: "x+", count: 100_000) + "x"
    #expect(try Expression(terms, coordinates: ["x"]).value(at: [0.5]) == 50_000.5)
    let factors = String(repeating: "x*", count: 100_000) + "x"
    #expect(try Expression(factors, coordinates: ["x"]).value(at: [1]) == 1)
    let minimum = "min(" + (1...10_000).map { "\($0)*x" }.joined(separator: ",") + ")"
    let potential = try ExpressionPotential(minimum, coordinates: ["x"])
    #expect(potential.value(at: [2]) == 2)
    #expect(potential.gradient(at: [2]) == [1])
    #expect(potential.gradient(at: [-2]) == [10_000])
  }

  /// The gradient of n factors must not take n² operations.
  @Test func longProductsStayLinear() throws {
    func count(_ n: Int) throws -> Int {
      let source = (1...n).map { "cos(\($0)*x)" }.joined(separator: "*")
      return try ExpressionPotential(source, coordinates: ["x"]).operationCount
    }
    #expect(try count(1000) <= 10 * 1000)
    #expect(try Double(count(2000)) <= 2.1 * Double(count(1000)))
  }

  @Test func randomBytesNeverCrash() {
    var random = RandomExpression(seed: 99)
    let pieces = [
      "x", "q[", "]", "(", ")", "+", "-", "*", "/", "^", ",", "1", "2.5", "1e", "sin(",
      "sum(i,1,3,",
      "pi", "i", " ", "\n", "\u{0}", "é", "\u{1F600}", "\u{202E}", "muller_brown(", "min(", "k",
      "0",
      "e\u{301}", "\u{FEFF}", "..", "[", "sum(", "1e308", "%", "\\",
    ]
    var rejected = 0
    for _ in 0..<20_000 {
      let count = 1 + Int(random.next() % 12)
      let source = (0..<count).map { _ in random.pick(pieces) }.joined()
      do throws(ExpressionError) {
        let potential = try ExpressionPotential(
          source, coordinates: ["x", "q[3]"], parameters: ["k": 2])
        _ = potential.firstSingularity(at: [0, 0, 0, 0])
      } catch {
        rejected += 1
        #expect(error.range.upperBound <= source.utf8.count)
        #expect(error.position(in: source).line >= 1)
        #expect(!error.message.isEmpty)
      }
    }
    // Both outcomes must occur, or the generator tests nothing.
    #expect(rejected > 10_000 && rejected < 20_000)
  }

  @Test func longUnknownNamesAreShortened() {
    let source = String(repeating: "a", count: 1_000_000)
    let error = #expect(throws: ExpressionError.self) {
      try Expression(source, coordinates: ["x"])
    }
    #expect((error?.message.count ?? .max) < 100)
    #expect(error?.range == 0..<1_000_000)
  }

  private static func nestedSums(_ open: String, _ close: String, terms: Int) -> String {
    String(repeating: open, count: 250) + "sum(i, 1, \(terms), sin(i*x)*y)"
      + String(repeating: close, count: 250)
  }

  private static let largeFormulas: [String] = [
    nestedSums("(", " + x)", terms: 60_000), nestedSums("min(", ", x)", terms: 30_000),
    // Many terms with a factor in common, in pairs.
    "1e-6*sum(k, 1, 8, (sum(i, 1, 2000, sin(i*x)*k*(x + cos(i*y)*k)))^2)",
  ]

  /// As large as may be, and nested as deep: that nothing is done once more for each level shows in the time, which
  /// is some seconds for each of them and would be minutes.
  @Test(.timeLimit(.minutes(2)), arguments: largeFormulas)
  func largeFormulasAreCompiledInSeconds(source: String) throws {
    let potential = try ExpressionPotential(source, coordinates: ["x", "y"])
    let q = [0.3, -0.7]
    #expect(abs(potential.value(at: q) - potential.oracleValue(at: q)) < 1e-8)
  }
}
