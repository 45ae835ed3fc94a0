@preconcurrency import CGSL
import COpenBLAS

/// Access to the GNU Scientific Library. Every use goes through `prepare()`, which switches off
/// GSL's default error handler: it would abort the program.
enum GSL {
  // A static let is initialised once and thread-safely.
  private static let handlerOff: Void = { _ = gsl_set_error_handler_off() }()

  static func prepare() { _ = handlerOff }
}
