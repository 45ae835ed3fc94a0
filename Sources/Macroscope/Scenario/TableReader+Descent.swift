extension TableReader {
  /// Reports those keys that have no meaning for a run by gradient descent.
  func rejectForDescent(_ unwanted: [String], because reason: String) {
    for (key, position) in keys where unwanted.contains(key) {
      report(
        "'\(fullPath(key))' has no meaning with integrator = \"gradient-descent\": \(reason)",
        at: position, hint: "remove it, or sample with integrator = \"damped-verlet\"")
    }
  }
}
