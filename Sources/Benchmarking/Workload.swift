/// Work that is timed.
protocol Workload {
  /// The name of its scenario's file.
  var name: String { get }
  /// What it is.
  var title: String { get }
  /// What its rates count.
  var unit: String { get }
  /// What a unit consists of.
  var content: WorkContent { get }
  /// The same work with gradients interpreted; nil where they are, or where there are none.
  var interpreted: (any Workload)? { get }

  /// How fast it goes on so many threads.
  ///
  /// - Parameters:
  ///   - threads: the most threads it may use.
  ///   - seconds: how long to repeat it.
  /// - Returns: units a second.
  /// - Throws: what is wrong with its scenario.
  func measure(threads: Int, seconds: Double) throws -> Throughput
}
