import Potentials
import Testing

/// When a misspelling gets a suggestion, and which.
@Suite struct NameSuggestionTests {
  static func hint(_ source: String) -> String? {
    do throws(ExpressionError) {
      _ = try Expression(
        source, coordinates: ["theta", "phi", "pos[3]"], parameters: ["epsilon": 1, "k": 2])
      return nil
    } catch {
      return error.hint
    }
  }

  @Test(arguments: [
    ("thta", "theta"), ("hteta", "theta"), ("Theta", "theta"), ("epsilom", "epsilon"),
    ("phii", "phi"), ("po[1]", "pos"), ("K", "k"), ("expo(1)", "exp"), ("sinus(1)", "sin"),
    ("ln(2)", "log"), ("fabs(phi)", "abs"),
    ("himelblau(theta, phi)", "himmelblau"), ("mueller_brown(theta, phi)", "muller_brown"),
    ("arctan(phi)", "atan"),
  ])
  func suggestion(source: String, expected: String) {
    #expect(Self.hint(source)?.hasPrefix("did you mean '\(expected)'? ") == true)
  }

  @Test(arguments: ["wavelength", "q", "fourier(phi)", "gamma"])
  func noSuggestion(source: String) {
    #expect(Self.hint(source)?.hasPrefix("known ") == true)
  }
}
